package runpod

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"syscall"
	"testing"
	"time"
)

// calls are one of each kind, with an answer that satisfies it.
func calls() []struct {
	name   string
	repeat bool // repeating it does no harm
	call   func(context.Context, *Client) error
} {
	return []struct {
		name   string
		repeat bool
		call   func(context.Context, *Client) error
	}{
		{"GET", true, func(ctx context.Context, c *Client) error { return discard(c.GetPod(ctx, "p1")) }},
		{"PUT", true, func(ctx context.Context, c *Client) error {
			return discard(c.UpdateSSHKeys(ctx, UpdateSSHKeysRequest{}))
		}},
		{"DELETE", true, func(ctx context.Context, c *Client) error { return c.DeletePod(ctx, "p1") }},
		{"POST", false, func(ctx context.Context, c *Client) error {
			return discard(c.CreatePod(ctx, CreatePodRequest{Name: "n"}))
		}},
		{"PATCH", false, func(ctx context.Context, c *Client) error {
			return discard(c.UpdatePod(ctx, "p1", UpdatePodRequest{Name: new("n")}))
		}},
		{"action", false, func(ctx context.Context, c *Client) error {
			return discard(c.PodAction(ctx, "p1", PodActionStart))
		}},
	}
}

func isAmbiguous(err error) bool {
	var ambiguous *AmbiguousError
	return errors.As(err, &ambiguous)
}

func TestRetryPolicy(t *testing.T) {
	t.Parallel()
	const all = 5 // the first attempt and four more
	faults := []struct {
		name       string
		fault      http.HandlerFunc
		repeatable int // requests seen for GET, PUT and DELETE
		once       int // for POST and PATCH
		ambiguous  bool
	}{
		{"429", reply(429, `{"title":"slow down"}`), all, all, false},
		{"500", reply(500, `{"title":"oops"}`), all, 1, true},
		{"502 with a page", reply(502, "<html>bad gateway</html>"), all, 1, true},
		{"503", reply(503, ""), all, 1, true},
		{"504", reply(504, ""), all, 1, true},
		{"501", reply(501, `{"title":"no"}`), 1, 1, false},
		{"501 without words", reply(501, ""), 1, 1, true},
		{"505", reply(505, `{"title":"no"}`), 1, 1, false},
		{"400", reply(400, `{"title":"no"}`), 1, 1, false},
		{"404", reply(404, `{"title":"no"}`), 1, 1, false},
		{"409", reply(409, `{"title":"no"}`), 1, 1, false},
		{"422", reply(422, `{"title":"no"}`), 1, 1, false},
		{"redirect", reply(307, "", "Location", "https://elsewhere.test/"), 1, 1, true},
		{"408", reply(408, `{"title":"too slow"}`), all, 1, true},
		{"429 with a page", reply(429, "<html>slow down</html>"), all, 1, true},
		{"404 with a page", reply(404, "<html>nothing here</html>"), 1, 1, true},
		{"403 with other JSON", reply(403, `{"message":"no"}`), 1, 1, true},
		{"409 of another status", reply(409, `{"title":"no","status":404}`), 1, 1, true},
		{"400 broken off", reply(400, `{"title":"no","deta`), 1, 1, true},
		{"connection closed after the request", hangUp, all, 1, true},
	}
	for _, f := range faults {
		for _, call := range calls() {
			t.Run(f.name+" on "+call.name, func(t *testing.T) {
				t.Parallel()
				server := &script{steps: []http.HandlerFunc{f.fault}}
				c, _ := newTestClient(t, server.ServeHTTP)
				err := call.call(t.Context(), c)
				if err == nil {
					t.Fatal("no error")
				}
				want := f.once
				if call.repeat {
					want = f.repeatable
				}
				if got := server.count(); got != want {
					t.Errorf("%d requests, want %d: %v", got, want, err)
				}
				if got, want := isAmbiguous(err), f.ambiguous && !call.repeat; got != want {
					t.Errorf("ambiguous: %v, want %v: %v", got, want, err)
				}
			})
		}
	}
}

// A 2xx answer that cannot be read: a GET asks again if it was damaged on the
// way, a write does not know what it did.
func TestUnreadableAnswers(t *testing.T) {
	t.Parallel()
	answers := []struct {
		name   string
		answer http.HandlerFunc
		gets   int
	}{
		{"broken off", truncate(200, `{"id":"p1","na`), 5},
		{"half a JSON", reply(200, `{"id":"p1","na`), 5},
		{"empty", reply(200, ``), 5},
		{"a page", reply(200, `<html>welcome</html>`), 5},
		{"null", reply(200, `null`), 1},
		{"a list", reply(200, `[]`), 1},
		{"no id", reply(200, `{}`), 1},
		{"wrong type", reply(200, `{"id":"p1","locked":"maybe"}`), 1},
	}
	for _, a := range answers {
		for _, call := range calls() {
			if call.name != "GET" && call.name != "POST" && call.name != "PATCH" {
				continue
			}
			t.Run(a.name+" to "+call.name, func(t *testing.T) {
				t.Parallel()
				server := &script{steps: []http.HandlerFunc{a.answer}}
				c, _ := newTestClient(t, server.ServeHTTP)
				err := call.call(t.Context(), c)
				if err == nil {
					t.Fatal("no error")
				}
				want := 1
				if call.repeat {
					want = a.gets
				}
				if got := server.count(); got != want {
					t.Errorf("%d requests, want %d: %v", got, want, err)
				}
				if isAmbiguous(err) == call.repeat {
					t.Errorf("ambiguous: %v: %v", isAmbiguous(err), err)
				}
			})
		}
	}
}

func TestRecovers(t *testing.T) {
	t.Parallel()
	for _, fault := range []http.HandlerFunc{reply(503, ""), hangUp, truncate(200, podJSON[:20]), reply(429, "")} {
		server := &script{steps: []http.HandlerFunc{fault, fault, reply(200, podJSON)}}
		c, clock := newTestClient(t, server.ServeHTTP)
		pod, err := c.GetPod(t.Context(), "p1")
		if err != nil || pod.ID != "p1" {
			t.Fatalf("GetPod = %v, %v", pod, err)
		}
		if len(clock.slept) != 2 || clock.total() < 2*time.Second || clock.total() > 6*time.Second {
			t.Errorf("slept %v, want two waits of 1-2 s and 1-4 s", clock.slept)
		}
	}
}

// The body of a create that is sent again after a 429 is the whole body.
func TestRepeatedBody(t *testing.T) {
	t.Parallel()
	var bodies [][]byte
	server := &script{steps: []http.HandlerFunc{reply(429, `{"title":"slow down"}`), reply(201, podJSON)}}
	c, _ := newTestClient(t, func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		bodies = append(bodies, body)
		server.ServeHTTP(w, r)
	})
	if _, err := c.CreatePod(t.Context(), CreatePodRequest{Name: "n"}); err != nil {
		t.Fatal(err)
	}
	if len(bodies) != 2 || !bytes.Equal(bodies[0], bodies[1]) || len(bodies[0]) == 0 {
		t.Errorf("bodies %q", bodies)
	}
}

// Faults from before the request went out may be repeated with any method.
func TestNothingSent(t *testing.T) {
	t.Parallel()
	transports := map[string]func(dials *int) http.RoundTripper{
		"connection refused": func(dials *int) http.RoundTripper {
			return &http.Transport{DialContext: func(context.Context, string, string) (net.Conn, error) {
				*dials++
				return nil, &net.OpError{Op: "dial", Err: syscall.ECONNREFUSED}
			}}
		},
		"unknown host": func(dials *int) http.RoundTripper {
			return &http.Transport{DialContext: func(context.Context, string, string) (net.Conn, error) {
				*dials++
				return nil, &net.DNSError{Err: "no such host", Name: "runpod.test"}
			}}
		},
		"TLS handshake": func(dials *int) http.RoundTripper {
			return &http.Transport{DialTLSContext: func(context.Context, string, string) (net.Conn, error) {
				*dials++
				return nil, io.ErrUnexpectedEOF
			}}
		},
	}
	for name, transport := range transports {
		for _, call := range calls() {
			t.Run(name+" on "+call.name, func(t *testing.T) {
				t.Parallel()
				dials := 0
				c := mustNew(t, Config{APIKey: testKey, MaxRetries: 4, Clock: newFakeClock(), Transport: transport(&dials)})
				err := call.call(t.Context(), c)
				if err == nil || isAmbiguous(err) {
					t.Errorf("error %v, want a plain one", err)
				}
				if dials != 5 {
					t.Errorf("%d dials, want 5", dials)
				}
			})
		}
	}
}

// On this machine a refused connection means that nothing listens there, and for
// an answer that is not needed it is not worth a wait.
func TestRefusedConnectionsThatAreFinal(t *testing.T) {
	t.Parallel()
	refusal := func(ip string) error {
		return &net.OpError{Op: "dial", Net: "tcp", Addr: &net.TCPAddr{IP: net.ParseIP(ip), Port: 8787}, Err: os.NewSyscallError("connect", syscall.ECONNREFUSED)}
	}
	for name, tt := range map[string]struct {
		err        error
		bestEffort bool
		dials      int
	}{
		"this machine":             {err: refusal("127.0.0.1"), dials: 1},
		"this machine, IPv6":       {err: refusal("::1"), dials: 1},
		"another machine":          {err: refusal("192.0.2.1"), dials: 5},
		"another, not needed":      {err: refusal("192.0.2.1"), bestEffort: true, dials: 1},
		"unknown host, not needed": {err: &net.DNSError{Err: "no such host", Name: "runpod.test"}, bestEffort: true, dials: 1},
		"another fault on the way": {err: &net.OpError{Op: "dial", Addr: &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1)}, Err: syscall.ECONNRESET}, dials: 5},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dials := 0
			c := mustNew(t, Config{APIKey: testKey, MaxRetries: 4, Clock: newFakeClock(), Transport: &http.Transport{DialContext: func(context.Context, string, string) (net.Conn, error) {
				dials++
				return nil, tt.err
			}}})
			ctx := t.Context()
			if tt.bestEffort {
				ctx = BestEffort(ctx, time.Minute)
			}
			if _, err := c.GetPod(ctx, "p1"); err == nil || dials != tt.dials {
				t.Errorf("%d dials, want %d: %v", dials, tt.dials, err)
			}
		})
	}
}

// A transport that does not tell how far it came may have sent the request,
// whatever became of the attempt before.
func TestSilentTransport(t *testing.T) {
	t.Parallel()
	refused := &http.Transport{DialContext: func(context.Context, string, string) (net.Conn, error) {
		return nil, syscall.ECONNREFUSED
	}}
	tries := 0
	c := mustNew(t, Config{APIKey: testKey, MaxRetries: 4, Clock: newFakeClock(), Transport: roundTripFunc(func(req *http.Request) (*http.Response, error) {
		tries++
		if tries == 1 {
			return refused.RoundTrip(req)
		}
		return nil, io.EOF
	})})
	if _, err := c.CreatePod(t.Context(), CreatePodRequest{Name: "n"}); !isAmbiguous(err) || tries != 2 {
		t.Errorf("%d tries: %v", tries, err)
	}
}

// A connection that was kept open and dies under the request is the case in
// which net/http itself repeats a request.
func TestKeptConnectionDies(t *testing.T) {
	t.Parallel()
	for _, h2 := range []bool{false, true} {
		server := &script{steps: []http.HandlerFunc{reply(200, podJSON), hangUp, reply(200, podJSON)}}
		ts := httptest.NewUnstartedServer(server)
		ts.EnableHTTP2 = h2
		ts.StartTLS()
		t.Cleanup(ts.Close)
		c := mustNew(t, Config{BaseURL: ts.URL, APIKey: testKey, MaxRetries: 4, Clock: newFakeClock(), Transport: ts.Client().Transport})
		if _, err := c.GetPod(t.Context(), "p1"); err != nil {
			t.Fatal(err)
		}
		_, err := c.CreatePod(t.Context(), CreatePodRequest{Name: "n"})
		if !isAmbiguous(err) || server.count() != 2 {
			t.Errorf("HTTP/2 %v: %d requests, want 2: %v", h2, server.count(), err)
		}
	}
}

func TestUntrustedCertificateIsFinal(t *testing.T) {
	t.Parallel()
	ts := httptest.NewUnstartedServer(reply(200, podJSON))
	ts.Config.ErrorLog = log.New(io.Discard, "", 0)
	ts.StartTLS()
	t.Cleanup(ts.Close)
	clock := newFakeClock()
	c := mustNew(t, Config{BaseURL: ts.URL, APIKey: testKey, MaxRetries: 4, Clock: clock})
	_, err := c.GetPod(t.Context(), "p1")
	if _, ok := errors.AsType[*tls.CertificateVerificationError](err); !ok || len(clock.slept) != 0 {
		t.Errorf("slept %v: %v", clock.slept, err)
	}
}

func TestCancelled(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	c, _ := newTestClient(t, func(_ http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		cancel()
		<-r.Context().Done()
	})
	_, err := c.CreatePod(ctx, CreatePodRequest{Name: "n"})
	if !isAmbiguous(err) || !errors.Is(err, context.Canceled) {
		t.Errorf("under way: %v", err)
	}
	if _, err = c.CreatePod(ctx, CreatePodRequest{Name: "n"}); isAmbiguous(err) || !errors.Is(err, context.Canceled) {
		t.Errorf("before it was sent: %v", err)
	}
}

// cancelClock ends the context when the client wants to wait.
type cancelClock struct {
	*fakeClock
	cancel context.CancelFunc
}

func (c cancelClock) Sleep(ctx context.Context, _ time.Duration) error {
	c.cancel()
	return ctx.Err()
}

func TestCancelledWhileWaiting(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	server := &script{steps: []http.HandlerFunc{reply(429, `{"title":"Too Many","detail":"easy now"}`)}}
	c, _ := newTestClient(t, server.ServeHTTP, func(cfg *Config) { cfg.Clock = cancelClock{newFakeClock(), cancel} })
	_, err := c.CreatePod(ctx, CreatePodRequest{Name: "n"})
	if !errors.Is(err, context.Canceled) || !HasStatus(err, 429) || isAmbiguous(err) || server.count() != 1 {
		t.Errorf("%d requests: %v", server.count(), err)
	}
}

func TestBackoff(t *testing.T) {
	t.Parallel()
	for attempt := 1; attempt < 70; attempt++ {
		limit := 30 * time.Second
		if attempt < 5 {
			limit = time.Duration(1<<attempt) * time.Second
		}
		for range 50 {
			if d := backoff(attempt); d < time.Second || d > limit {
				t.Fatalf("backoff(%d) = %v, want 1s to %v", attempt, d, limit)
			}
		}
	}
}
