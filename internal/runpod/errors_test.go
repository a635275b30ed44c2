package runpod

import (
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestRefusals(t *testing.T) {
	t.Parallel()
	const v1 = "REST v1 answers like this: api_url seems to point at v1; use https://api.runpod.io/v2"
	page := "<html><head><title>x</title><style>p{}</style></head><body><script>var a = 1 < 2;</script><h1>Access&nbsp;denied</h1>\n<p>error code: 1010</p></body></html>"
	tests := []struct {
		name   string
		status int
		body   string
		want   Error
		text   string
	}{
		{"401", 401, `{"title":"Unauthorized","status":401,"detail":"invalid API key"}`, Error{Title: "Unauthorized", Detail: "invalid API key"},
			`GET /pods/p1: 401 Unauthorized: "invalid API key" (request ID req-1)`},
		{"402", 402, `{"title":"Payment Required","status":402,"detail":"balance too low"}`, Error{Title: "Payment Required", Detail: "balance too low"},
			`GET /pods/p1: 402 Payment Required: "balance too low" (request ID req-1)`},
		{"403", 403, `{"title":"Forbidden","detail":"pool not accessible"}`, Error{Title: "Forbidden", Detail: "pool not accessible"},
			`GET /pods/p1: 403 Forbidden: "pool not accessible" (request ID req-1)`},
		{"404 with a title only", 404, `{"title":"Not Found","detail":null}`, Error{Title: "Not Found"}, `GET /pods/p1: 404 Not Found: "Not Found" (request ID req-1)`},
		{"409 with faults", 409, `{"title":"Conflict","detail":"wrong state","errors":["is EXITED","wrong state",""]}`,
			Error{Title: "Conflict", Detail: "wrong state", Errors: []string{"is EXITED", "wrong state"}},
			`GET /pods/p1: 409 Conflict: "wrong state: is EXITED" (request ID req-1)`},
		{"413", 413, `{"title":"Payload Too Large","detail":"body over 102400 bytes"}`, Error{Title: "Payload Too Large", Detail: "body over 102400 bytes"},
			`GET /pods/p1: 413 Request Entity Too Large: "body over 102400 bytes" (request ID req-1)`},
		{"422 with a bad field", 422, `{"title":"Unprocessable","detail":"/name: false schema","errors":["/gpu/count: must be at least 1","/name: false schema","additional properties 'foo' not allowed"]}`,
			Error{Title: "Unprocessable", Errors: []string{"/gpu/count: must be at least 1", "additional properties 'foo' not allowed"}},
			`GET /pods/p1: 422 Unprocessable Entity: "Unprocessable: /gpu/count: must be at least 1; additional properties 'foo' not allowed" (request ID req-1)`},
		{"422 with nothing but unknown fields", 422, `{"errors":["additional properties 'foo' not allowed"]}`, Error{Errors: []string{"additional properties 'foo' not allowed"}, Foreign: true},
			`GET /pods/p1: 422 Unprocessable Entity: "additional properties 'foo' not allowed" (request ID req-1)`},
		{"faults as objects", 400, `{"title":7,"errors":[{"message":"bad port"},{"x":1},null]}`, Error{Title: "7", Errors: []string{"bad port", `{"x":1}`}, Foreign: true},
			`GET /pods/p1: 400 Bad Request: "7: bad port; {"x":1}" (request ID req-1)`},
		{"one fault", 400, `{"errors":"bad port"}`, Error{Errors: []string{"bad port"}, Foreign: true}, `GET /pods/p1: 400 Bad Request: "bad port" (request ID req-1)`},
		{"REST v1", 410, `{"error":"gone"}`, Error{Detail: "gone", Remark: v1, Foreign: true}, `GET /pods/p1: 410 Gone: "gone" (` + v1 + `) (request ID req-1)`},
		{"REST v1 with an object", 400, `{"error":{"message":"no"}}`, Error{Detail: "no", Remark: v1, Foreign: true}, `GET /pods/p1: 400 Bad Request: "no" (` + v1 + `) (request ID req-1)`},
		{"a page", 403, page, Error{Excerpt: "Access denied error code: 1010", Foreign: true},
			`GET /pods/p1: 403 Forbidden: the response is not Runpod's JSON: "Access denied error code: 1010" (request ID req-1)`},
		{"other JSON", 400, `["no"]`, Error{Excerpt: `["no"]`, Foreign: true}, `GET /pods/p1: 400 Bad Request: the response is not Runpod's JSON: "["no"]" (request ID req-1)`},
		{"nothing in it", 400, `{}`, Error{Excerpt: `{}`, Foreign: true}, `GET /pods/p1: 400 Bad Request: the response is not Runpod's JSON: "{}" (request ID req-1)`},
		{"empty", 400, " ", Error{Foreign: true}, "GET /pods/p1: 400 Bad Request (request ID req-1)"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c, _ := newTestClient(t, reply(tt.status, tt.body, "X-Request-Id", "req-1"))
			_, err := c.GetPod(t.Context(), "p1")
			var got *Error
			if !errors.As(err, &got) {
				t.Fatalf("got %v, want an *Error", err)
			}
			want := tt.want
			want.StatusCode, want.Method, want.Path, want.RequestID = tt.status, http.MethodGet, "/pods/p1", "req-1"
			if diff := cmp.Diff(want, *got); diff != "" {
				t.Error(diff)
			}
			if err.Error() != tt.text {
				t.Errorf("says\n%s\nwant\n%s", err, tt.text)
			}
		})
	}
}

func TestLastWordsSurviveRetries(t *testing.T) {
	t.Parallel()
	c, _ := newTestClient(t, reply(500, `{"title":"Internal","detail":"the disk is on fire"}`, "X-Request-Id", "req-9", "Retry-After", "3"))
	_, err := c.GetPod(t.Context(), "p1")
	if want := `GET /pods/p1: 500 Internal Server Error: "the disk is on fire" (request ID req-9) (after 5 attempts)`; err == nil || err.Error() != want {
		t.Errorf("says %v, want %s", err, want)
	}
	var refusal *Error
	if !errors.As(err, &refusal) || refusal.RetryAfter != 3*time.Second {
		t.Errorf("lost the answer: %#v", refusal)
	}
}

func TestLongPagesAreCut(t *testing.T) {
	t.Parallel()
	c, _ := newTestClient(t, reply(400, strings.Repeat("é", 5000)))
	_, err := c.GetPod(t.Context(), "p1")
	if err == nil || len(err.Error()) > 400 || !strings.HasSuffix(err.Error(), `é..."`) {
		t.Errorf("says %v", err)
	}
}

func TestClosedConnectionIsReadable(t *testing.T) {
	t.Parallel()
	c, _ := newTestClient(t, hangUp)
	_, err := c.CreatePod(t.Context(), CreatePodRequest{Name: "n"})
	if !errors.Is(err, io.EOF) {
		t.Errorf("does not wrap the cause: %v", err)
	}
	if text := err.Error(); !strings.HasPrefix(text, "POST /pods may or may not have taken effect: POST http://127.0.0.1:") || !strings.HasSuffix(text, "/v2/pods: EOF") {
		t.Errorf("says %s", text)
	}
}

func TestKinds(t *testing.T) {
	t.Parallel()
	room := "There are NO LONGER any instances available with the requested specifications."
	tests := []struct {
		name string
		err  *Error
		want string
	}{
		{"not found", &Error{StatusCode: 404}, "not found"},
		{"conflict", &Error{StatusCode: 409}, "conflict"},
		{"capacity in detail", &Error{StatusCode: 400, Detail: room}, "capacity"},
		{"capacity in errors", &Error{StatusCode: 400, Errors: []string{"x", "There are no instances currently available"}}, "capacity"},
		{"capacity in title", &Error{StatusCode: 400, Title: "this machine does not have the resources to deploy your pod"}, "capacity"},
		{"over-constrained", &Error{StatusCode: 400, Detail: "could not find any pods with required specifications"}, "capacity"},
		{"start, 400", &Error{StatusCode: 400, Path: "/pods/p1/action", Detail: "There are not enough free GPUs on the host machine to start this pod."}, "capacity"},
		{"start, 409", &Error{StatusCode: 409, Path: "/pods/p1/action", Detail: "not enough free GPUs on the host machine"}, "conflict capacity"},
		{"start, 500", &Error{StatusCode: 500, Path: "/pods/p1/action", Detail: "not enough free GPUs on the host machine"}, "capacity"},
		{"create, 500", &Error{StatusCode: 500, Path: "/pods", Detail: room}, ""},
		{"other 400", &Error{StatusCode: 400, Detail: "name too long"}, ""},
		{"quota", &Error{StatusCode: 400, Detail: "Max workers across all endpoints must not exceed your workers quota (10). Reduce the max workers for other endpoints or lower the max worker count for this endpoint to at most 4."}, "quota"},
		{"quota, otherwise", &Error{StatusCode: 400, Detail: "The workers of this endpoint will exceed your worker quota of 10"}, "quota"},
		{"idle timeout", &Error{StatusCode: 422, Detail: "idleTimeout does not apply to queue-based endpoints scaling on requestCount"}, "idle timeout"},
	}
	for _, tt := range tests {
		err := error(&AmbiguousError{Err: tt.err})
		var got []string
		for _, kind := range []struct {
			name string
			is   func(error) bool
		}{{"not found", IsNotFound}, {"conflict", IsConflict}, {"capacity", IsCapacity}, {"quota", IsQuota}, {"idle timeout", IsIdleTimeout}} {
			if kind.is(err) {
				got = append(got, kind.name)
			}
			if kind.is(io.EOF) || kind.is(nil) {
				t.Errorf("%s holds for what is not an answer", kind.name)
			}
		}
		if joined := strings.Join(got, " "); joined != tt.want {
			t.Errorf("%s: is %q, want %q", tt.name, joined, tt.want)
		}
	}
}
