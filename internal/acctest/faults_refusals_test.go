package acctest_test

import (
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"

	"github.com/runpod-iac/terraform-provider-runpod/internal/acctest"
)

// refuser stands before the account and refuses requests in its own words, whether or
// not the account has carried them out.
type refuser struct {
	next http.RoundTripper

	mu       sync.Mutex
	methods  []string // that are refused
	status   int
	body     string
	executed bool
	refused  int
}

// refuse refuses requests of these methods from now on; none ends it.
func (r *refuser) refuse(status int, body string, executed bool, methods ...string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.status, r.body, r.executed, r.methods, r.refused = status, body, executed, methods, 0
}

func (r *refuser) count() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.refused
}

func (r *refuser) RoundTrip(req *http.Request) (*http.Response, error) {
	r.mu.Lock()
	status, body, executed := r.status, r.body, r.executed
	mine := slices.Contains(r.methods, req.Method)
	if mine {
		r.refused++
	}
	r.mu.Unlock()
	if !mine {
		return r.next.RoundTrip(req)
	}
	if executed {
		answer, err := r.next.RoundTrip(req)
		if err != nil {
			return nil, err
		}
		_, _ = io.Copy(io.Discard, answer.Body)
		_ = answer.Body.Close()
	} else if req.Body != nil {
		_ = req.Body.Close()
	}
	return &http.Response{
		Status: fmt.Sprintf("%d %s", status, http.StatusText(status)), StatusCode: status, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: http.Header{}, Body: io.NopCloser(strings.NewReader(body)), ContentLength: int64(len(body)), Request: req,
	}, nil
}

// refusals are the words of those who refuse. Runpod's own has a title.
func refusals(status int) map[string]string {
	return map[string]string{
		"Runpod's":   fmt.Sprintf(`{"title":"No","status":%d,"detail":"it does not want to"}`, status),
		"a page":     "<html><body><h1>Nothing here</h1></body></html>",
		"empty":      "",
		"truncated":  `{"title":"No","status":`,
		"other JSON": `{"message":"Forbidden"}`,
	}
}

// commonCodes are those that Runpod, its edge and proxies send.
func commonCodes() []int {
	return []int{301, 302, 307, 400, 401, 403, 404, 408, 409, 422, 429, 500, 501, 502, 504, 520}
}

// allCodes are all that have a name, and some that proxies made up.
func allCodes() []int {
	codes := []int{399, 430, 444, 499, 520, 522, 524, 530, 599}
	for code := 300; code < 600; code++ {
		if http.StatusText(code) != "" {
			codes = append(codes, code)
		}
	}
	return codes
}

// saysNothingHappened reports whether a refusal is Runpod's word that it has done
// nothing: that it has done it anyway is not a case.
func saysNothingHappened(words string, code int) bool {
	return words == "Runpod's" && ((code >= 400 && code < 500 && code != http.StatusRequestTimeout) || code == http.StatusNotImplemented || code == http.StatusHTTPVersionNotSupported)
}

// TestRefusalsLoseNothing refuses creates and deletes of every kind in everybody's
// words, carried out or not: nothing is lost, made twice, or taken for gone while it
// exists.
func TestRefusalsLoseNothing(t *testing.T) {
	t.Parallel()
	acctest.OneByOne(t)
	refuseAll(t, commonCodes())
}

// TestStoryRefusals does the same with every status there is.
func TestStoryRefusals(t *testing.T) {
	acctest.Story(t)
	acctest.OneByOne(t)
	t.Parallel()
	refuseAll(t, allCodes())
}

func refuseAll(t *testing.T, codes []int) {
	t.Helper()
	for _, kind := range creatables() {
		for words := range refusals(0) {
			t.Run(kind.resource+", "+words, func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					env := acctest.NewInBubble(t)
					between := &refuser{next: env.Transport}
					server := env.Server(between)
					for _, code := range codes {
						for _, executed := range []bool{false, true} {
							if executed && saysNothingHappened(words, code) {
								continue
							}
							body := refusals(code)[words]
							refuseCreate(t, env, server, between, kind, code, body, executed, saysNothingHappened(words, code))
							refuseDelete(t, env, server, between, kind, code, body, executed)
						}
					}
				})
			})
		}
	}
}

func refuseCreate(t *testing.T, env *acctest.Env, server *acctest.Server, between *refuser, kind creatable, code int, body string, executed, certain bool) {
	t.Helper()
	i := &acctest.Instance{Type: kind.resource}
	between.refuse(code, body, executed, http.MethodPost, http.MethodPut)
	err := server.Apply(t.Context(), i, kind.config(0))
	sent := between.count()
	between.refuse(0, "", false)
	objects := onAccount(env.Account)
	switch {
	case executed && (err != nil || !i.Exists() || len(objects) != 1):
		t.Errorf("%d after it was created: error %v, in the state: %t, on the account: %v", code, err, i.Exists(), objects)
	case !executed && (err == nil || i.Exists() || len(objects) != 0):
		t.Errorf("%d and not created: error %v, in the state: %t, on the account: %v", code, err, i.Exists(), objects)
	case !certain && kind.resource != "runpod_ssh_key" && sent != 1: // a list of keys may be written again
		t.Errorf("%d: sent %d times", code, sent)
	}
	if err := server.Destroy(t.Context(), i); err != nil {
		t.Errorf("destroying what was created: %s", err)
	}
}

// refuseDelete refuses a delete. What an SSH key's list holds is read after every write,
// so it is left out.
func refuseDelete(t *testing.T, env *acctest.Env, server *acctest.Server, between *refuser, kind creatable, code int, body string, executed bool) {
	t.Helper()
	if code == http.StatusTooManyRequests || code == http.StatusConflict || code == http.StatusBadRequest || code >= 500 || kind.resource == "runpod_ssh_key" {
		return // those are tried again, for as long as the user allows
	}
	i := &acctest.Instance{Type: kind.resource}
	if err := server.Apply(t.Context(), i, kind.config(0)); err != nil {
		t.Fatal(err)
	}
	between.refuse(code, body, executed, http.MethodDelete)
	err := server.Destroy(t.Context(), i)
	between.refuse(0, "", false)
	if exists := len(onAccount(env.Account)) > 0; exists && (err == nil || !i.Exists()) {
		t.Errorf("%d to a delete: error %v, in the state: %t, and it exists", code, err, i.Exists())
	}
	if err := server.Destroy(t.Context(), i); err != nil {
		t.Errorf("destroying it again after %d: %s", code, err)
	}
}
