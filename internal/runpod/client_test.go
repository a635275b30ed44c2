package runpod

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

func TestNewChecksItsConfig(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		cfg  Config
		want string // in the error; "" when it is fine
	}{
		{"nothing set", Config{}, ""},
		{"plain http", Config{BaseURL: "http://127.0.0.1:8787/v2"}, ""},
		{"key with a line end", Config{APIKey: testKey + "\n"}, ""},
		{"other scheme", Config{BaseURL: "ftp://api.runpod.io/v2"}, "does not begin with https://: use one such as https://api.runpod.io/v2"},
		{"no scheme", Config{BaseURL: "api.runpod.io/v2"}, "use one such as"},
		{"no host", Config{BaseURL: "https:///v2"}, "use one such as"},
		{"query", Config{BaseURL: "https://api.runpod.io/v2?x=1"}, "use one such as"},
		{"password", Config{BaseURL: "https://u:hunter2@api.runpod.io/v2"}, "must not contain a user or password"},
		{"rubbish", Config{BaseURL: "https://u:hunter2@[::1"}, "cannot be read"},
		{"password without a scheme", Config{BaseURL: "u:hunter2@api.runpod.io/v2"}, "must not contain a user or password"},
		{"password in the path", Config{BaseURL: "https:///u:hunter2@api.runpod.io"}, "must not contain a user or password"},
		{"password with a bad port", Config{BaseURL: "https://u:hunter2@api.runpod.io:x/v2"}, "cannot be read"},
		{"token in a query", Config{BaseURL: "https://api.runpod.io/v2?key=hunter2"}, "has a query"},
		{"plain http to another machine", Config{BaseURL: "http://api.runpod.io/v2"}, "in clear text"},
		{"plain http to what is like this machine", Config{BaseURL: "http://localhost.example.com/v2"}, "in clear text"},
		{"plain http to a private address", Config{BaseURL: "http://10.0.0.1/v2"}, "in clear text"},
		{"plain http that is allowed", Config{BaseURL: "http://proxy.internal:8080/v2", AllowInsecure: true}, ""},
		{"plain http to localhost", Config{BaseURL: "http://LOCALHOST:80/v2"}, ""},
		{"plain http to a name below localhost", Config{BaseURL: "http://runpod.localhost./v2"}, ""},
		{"plain http to 127/8", Config{BaseURL: "http://127.8.9.1/v2"}, ""},
		{"plain http to ::1", Config{BaseURL: "http://[::1]:8787/v2"}, ""},
		{"plain http to 127/8 in six", Config{BaseURL: "http://[::ffff:127.0.0.1]/v2"}, ""},
		{"key in two words", Config{APIKey: "rpa_A hunter2"}, "contains characters that no key has"},
		{"key with a line in it", Config{APIKey: "rpa_A\nhunter2"}, "contains characters that no key has"},
		{"negative timeout", Config{RequestTimeout: -1}, "must not be negative"},
		{"negative retries", Config{MaxRetries: -1}, "must not be negative"},
	}
	for _, tt := range tests {
		_, err := New(tt.cfg)
		if tt.want == "" && err != nil || tt.want != "" && (err == nil || !strings.Contains(err.Error(), tt.want)) {
			t.Errorf("%s: got %v, want %q", tt.name, err, tt.want)
		}
		if err != nil && strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%s: gives a secret away: %v", tt.name, err)
		}
	}
}

func TestDefaults(t *testing.T) {
	t.Parallel()
	var sent *http.Request
	c := mustNew(t, Config{APIKey: " " + testKey + "\n", Transport: roundTripFunc(func(req *http.Request) (*http.Response, error) {
		sent = req
		return respond(req, 200, podJSON), nil
	})})
	if _, err := c.GetPod(t.Context(), "p1"); err != nil {
		t.Fatal(err)
	}
	if got := sent.URL.String(); got != "https://api.runpod.io/v2/pods/p1" {
		t.Errorf("sent to %s", got)
	}
	if got := sent.Header.Get("User-Agent"); got == "" {
		t.Error("no user agent")
	}
	if got := sent.Header.Get("Authorization"); got != "Bearer "+testKey {
		t.Errorf("authorization %q", got)
	}
}

func TestNoAPIKey(t *testing.T) {
	t.Parallel()
	c := mustNew(t, Config{Transport: roundTripFunc(func(*http.Request) (*http.Response, error) {
		t.Error("a request went out")
		return nil, io.EOF
	})})
	for _, op := range operations() {
		err := op.call(t.Context(), c)
		if !errors.Is(err, ErrNoAPIKey) || !strings.Contains(err.Error(), "api_key") || !strings.Contains(err.Error(), "RUNPOD_API_KEY") {
			t.Errorf("%s: %v", op.name, err)
		}
	}
}

func TestRedirectsAreNotFollowed(t *testing.T) {
	t.Parallel()
	for _, status := range []int{301, 302, 303, 307, 308} {
		hosts := []string{}
		c := mustNew(t, Config{BaseURL: "https://runpod.test/v2", APIKey: testKey, MaxRetries: 4, Clock: newFakeClock(),
			Transport: roundTripFunc(func(req *http.Request) (*http.Response, error) {
				hosts = append(hosts, req.URL.Host)
				resp := respond(req, status, "<html>moved</html>")
				resp.Header.Set("Location", "https://u:hunter2@elsewhere.test/v2?token=hunter2")
				return resp, nil
			})})
		_, err := c.CreatePod(t.Context(), CreatePodRequest{Name: "n"})
		if !HasStatus(err, status) || !strings.Contains(err.Error(), "redirects to https://elsewhere.test/v2,") || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%d: %v", status, err)
		}
		if err := closeLog(c.GetPodLogs(t.Context(), "p1", LogOptions{})); !HasStatus(err, status) {
			t.Errorf("logs, %d: %v", status, err)
		}
		if len(hosts) != 2 {
			t.Errorf("%d: requests to %v", status, hosts)
		}
	}
}

func TestSystemClock(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		clock := SystemClock()
		start := clock.Now()
		if err := clock.Sleep(t.Context(), time.Minute); err != nil || clock.Now().Sub(start) != time.Minute {
			t.Errorf("slept %v: %v", clock.Now().Sub(start), err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if err := clock.Sleep(ctx, time.Minute); !errors.Is(err, context.DeadlineExceeded) || clock.Now().Sub(start) != time.Minute+time.Second {
			t.Errorf("after %v: %v", clock.Now().Sub(start), err)
		}
		if err := clock.Sleep(ctx, -1); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("a context that is over: %v", err)
		}
	})
}

// The whole client on real time, as the provider runs it.
func TestRetriesOnTheSystemClock(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		tries := 0
		c := mustNew(t, Config{APIKey: testKey, MaxRetries: 2, RequestTimeout: time.Minute, Transport: roundTripFunc(func(req *http.Request) (*http.Response, error) {
			tries++
			switch tries {
			case 1:
				<-req.Context().Done() // hangs
				return nil, req.Context().Err()
			case 2:
				resp := respond(req, 429, "")
				resp.Header.Set("Retry-After", "10")
				return resp, nil
			}
			return respond(req, 200, podJSON), nil
		})})
		if _, err := c.GetPod(t.Context(), "p1"); err != nil {
			t.Fatal(err)
		}
		// One timeout, a backoff of 1 to 2 s, and the 10 s that were asked for.
		if took := time.Since(start); took < 71*time.Second || took > 72*time.Second {
			t.Errorf("took %v", took)
		}
	})
}
