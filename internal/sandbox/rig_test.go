package sandbox_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/runpod-iac/terraform-provider-runpod/internal/acctest"
	"github.com/runpod-iac/terraform-provider-runpod/internal/sandbox"
)

var epoch = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

// rig is an account behind HTTP, with the official document looking on where
// RUNPOD_OPENAPI names it: every answer must be valid, and a body is refused
// with 422 exactly when the document refuses it too.
type rig struct {
	t       testing.TB
	account *sandbox.Account
	clock   *sandbox.FakeClock
	url     string
	handler http.Handler
	checked bool

	mu         sync.Mutex
	violations []string
}

func newRig(t testing.TB, opts sandbox.Options) *rig {
	t.Helper()
	r := &rig{t: t, clock: sandbox.NewFakeClock(epoch)}
	opts.Clock = r.clock
	r.account = sandbox.New(opts)
	var handler http.Handler = r.account
	if document := os.Getenv("RUNPOD_OPENAPI"); document != "" {
		r.checked = true
		var err error
		if handler, err = acctest.OpenAPIMiddleware(document, handler, r.report); err != nil {
			t.Fatal(err)
		}
	}
	r.handler = handler
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	r.url = server.URL
	return r
}

func (r *rig) report(violation string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.violations = append(r.violations, violation)
}

type reply struct {
	status int
	header http.Header
	text   string
	body   map[string]any
}

func (r *rig) request(method, path, body string) *http.Request {
	r.t.Helper()
	req, err := http.NewRequestWithContext(r.t.Context(), method, r.url+path, strings.NewReader(body))
	if err != nil {
		r.t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+r.account.APIKey())
	req.Header.Set("User-Agent", "sandbox-test")
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	return req
}

// do makes a request that must be answered.
func (r *rig) do(method, path, body string) reply {
	r.t.Helper()
	if bare, _, _ := strings.Cut(path, "?"); method == http.MethodGet && strings.HasSuffix(bare, "/logs") {
		return r.logs(path)
	}
	return r.send(r.request(method, path, body))
}

func (r *rig) send(req *http.Request) reply {
	r.t.Helper()
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		r.t.Fatalf("%s %s: %v", req.Method, req.URL.Path, err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		r.t.Fatalf("%s %s: %v", req.Method, req.URL.Path, err)
	}
	out := reply{status: resp.StatusCode, header: resp.Header, text: string(b)}
	if strings.Contains(resp.Header.Get("Content-Type"), "json") && json.Valid(b) {
		if err := json.NewDecoder(bytes.NewReader(b)).Decode(&out.body); err != nil {
			r.t.Fatal(err)
		}
	}
	r.judge(req, out)
	return out
}

// judge compares what the document says with what the account said.
func (r *rig) judge(req *http.Request, out reply) {
	r.t.Helper()
	r.mu.Lock()
	violations := r.violations
	r.violations = nil
	r.mu.Unlock()
	var refused bool
	for _, v := range violations {
		if strings.HasPrefix(v, "response ") {
			r.t.Errorf("the document does not allow this answer: %s\n%s", v, out.text)
			continue
		}
		refused = true
		if out.status < 400 {
			r.t.Errorf("the account took what the document refuses: %s", v)
		}
	}
	if out.status == http.StatusUnprocessableEntity && r.checked && !refused {
		r.t.Errorf("%s %s: 422 on a request that the document allows: %s", req.Method, req.URL, out.text)
	}
}

// want makes a request and checks the status of the answer.
func (r *rig) want(status int, method, path, body string) map[string]any {
	r.t.Helper()
	out := r.do(method, path, body)
	if out.status != status {
		r.t.Fatalf("%s %s %s: got %d, want %d: %s", method, path, body, out.status, status, out.text)
	}
	return out.body
}

// refused makes a request that must end in a problem with these words in it.
func (r *rig) refused(status int, words, method, path, body string) {
	r.t.Helper()
	out := r.do(method, path, body)
	if out.status != status || !strings.Contains(out.text, words) {
		r.t.Errorf("%s %s %s:\n got %d %s\nwant %d with %q", method, path, body, out.status, out.text, status, words)
	}
	if out.header.Get("Content-Type") != "application/problem+json" || out.body["status"] != float64(status) ||
		out.body["title"] != http.StatusText(status) || out.body["detail"] == "" {
		r.t.Errorf("%s %s: not a problem: %s %s", method, path, out.header.Get("Content-Type"), out.text)
	}
}

// create posts an object and returns its ID.
func (r *rig) create(path, body string) string {
	r.t.Helper()
	id, _ := r.want(http.StatusCreated, "POST", path, body)["id"].(string)
	return id
}

// dig walks into decoded JSON: names for objects, numbers for arrays.
func dig(v any, path ...any) any {
	for _, step := range path {
		switch step := step.(type) {
		case string:
			object, _ := v.(map[string]any)
			v = object[step]
		case int:
			array, _ := v.([]any)
			if step >= len(array) {
				return nil
			}
			v = array[step]
		}
	}
	return v
}

// logs opens a log and returns what it begins with: all that is there now. Then the
// reader goes.
func (r *rig) logs(path string, header ...string) reply {
	r.t.Helper()
	ctx, cancel := context.WithCancel(r.t.Context())
	defer cancel()
	req := r.request("GET", path, "").WithContext(ctx)
	for i := 0; i < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	w := &firstFlush{ResponseRecorder: httptest.NewRecorder(), leave: cancel}
	r.handler.ServeHTTP(w, req)
	out := reply{status: w.Code, header: w.Header(), text: w.Body.String()}
	if json.Valid(w.Body.Bytes()) {
		_ = json.Unmarshal(w.Body.Bytes(), &out.body) // it is valid
	}
	r.judge(req, out)
	return out
}

// firstFlush is a reader that goes once something was sent.
type firstFlush struct {
	*httptest.ResponseRecorder
	leave func()
}

func (f *firstFlush) Flush() {
	f.ResponseRecorder.Flush()
	f.leave()
}
