package sandbox_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/runpod-iac/terraform-provider-runpod/internal/sandbox"
)

// brokenClock fails whoever asks it.
type brokenClock struct{}

func (brokenClock) Now() time.Time                             { panic("the clock is broken") }
func (brokenClock) Sleep(context.Context, time.Duration) error { return nil }

// TestMistakesAreAnswered: a caller finds out what went wrong, and the account goes on.
func TestMistakesAreAnswered(t *testing.T) {
	t.Parallel()
	r := &rig{t: t, account: sandbox.New(sandbox.Options{Clock: brokenClock{}})}
	server := httptest.NewServer(r.account)
	defer server.Close()
	r.url = server.URL
	for range 2 { // no lock is left behind
		r.refused(500, "the clock is broken", "GET", "/v2/pods", "")
	}
}

// endless is a body of that many bytes.
func endless(size int64) io.Reader { return io.LimitReader(zeros{}, size) }

type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}

// TestBodiesThatAreTooLarge get an answer on a connection that is still there, whether the
// caller says their length or not.
func TestBodiesThatAreTooLarge(t *testing.T) {
	t.Parallel()
	r := newRig(t, sandbox.Options{})
	server := httptest.NewServer(r.account)
	defer server.Close()
	const most = 32 << 20
	for _, test := range []struct {
		path string
		size int64
		most int
	}{
		{"/v2/pods", most + 1, 102_400},
		{"/v2/account/secrets", most + 1, most},
		{"/v2/account/secrets", most + 8<<20, most},
		{"/v2/none", most + 1, most},
	} {
		for _, length := range []int64{test.size, -1} {
			req := r.request("POST", test.path, "")
			req.URL.Host = strings.TrimPrefix(server.URL, "http://")
			req.Body, req.ContentLength = io.NopCloser(endless(test.size)), length
			resp, err := http.DefaultClient.Do(req)
			if err != nil {
				t.Fatalf("%s with %d bytes: %v", test.path, test.size, err)
			}
			text, err := io.ReadAll(resp.Body)
			resp.Body.Close()
			want := fmt.Sprintf("The request body has %d bytes with the template merged in, and %d are allowed.", test.size, test.most)
			if err != nil || resp.StatusCode != 413 || !strings.Contains(string(text), want) {
				t.Errorf("%s with %d bytes: %v %d %s", test.path, test.size, err, resp.StatusCode, text)
			}
		}
	}
	for _, asked := range r.account.Requests() {
		if asked.Body != "" {
			t.Errorf("%s keeps %d bytes of what was refused", asked.Path, len(asked.Body))
		}
	}
	r.want(200, "GET", "/v2/pods", "")
}

// TestMethodsOfWrittenPaths: no path that the documents write out is taken for an object's,
// such as /registries/delegations.
func TestMethodsOfWrittenPaths(t *testing.T) {
	t.Parallel()
	r := newRig(t, sandbox.Options{})
	for path, item := range document(t)["paths"].(map[string]any) {
		if strings.Contains(path, "{") || isLeftOut(path) {
			continue
		}
		var methods []string
		for _, method := range []string{"DELETE", "GET", "PATCH", "POST", "PUT"} {
			if dig(item, strings.ToLower(method)) != nil {
				methods = append(methods, method)
			}
		}
		allow := strings.Replace(strings.Join(methods, ", "), "GET", "GET, HEAD", 1)
		for _, method := range []string{"DELETE", "PATCH", "POST", "PUT"} {
			if slices.Contains(methods, method) {
				continue
			}
			out := record(r.account, r.request(method, path, ""))
			if out.status != 405 || out.header.Get("Allow") != allow || out.body["detail"] != "The requested method is not allowed for this path." {
				t.Errorf("%s %s: %d, allowed are %q, want %q: %s", method, path, out.status, out.header.Get("Allow"), allow, out.text)
			}
		}
	}
}
