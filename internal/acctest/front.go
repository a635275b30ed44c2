package acctest

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync"
	"time"
)

// Fate is what becomes of a request whose sender is gone before the answer.
type Fate int

// The fates.
const (
	NotCarriedOut Fate = iota
	CarriedOutLater
	CarriedOutBefore
)

// Front stands between provider and account, and holds requests back until
// whoever sent them is gone.
type Front struct {
	env *Env

	mu    sync.Mutex
	holds []*Held
	step  time.Duration
	// carriedOut are the methods of the requests since the last Hold.
	carriedOut map[string]bool
}

// Held is a request that is waited for.
type Held struct {
	method, path string
	fate         Fate
	after        string // a method that has to come first, if any
	arrived      chan struct{}
	over         chan struct{}
}

// After lets the request count only once one of another method was carried out.
func (h *Held) After(method string) *Held {
	h.after = method
	return h
}

// Arrived is closed when the request is there, and its sender waits.
func (h *Held) Arrived() <-chan struct{} { return h.arrived }

// Over is closed when the sender is gone and the request has had its fate.
func (h *Held) Over() <-chan struct{} { return h.over }

// Front puts one before the account. The clock makes a step after every request
// that changes something, so that a pod that was created runs at once.
func (e *Env) Front(step time.Duration) *Front {
	e.t.Helper()
	target, err := url.Parse(strings.TrimSuffix(e.URL, "/v2"))
	if err != nil {
		e.t.Fatal(err)
	}
	f := &Front{env: e, step: step, carriedOut: map[string]bool{}}
	account := httputil.NewSingleHostReverseProxy(target)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { f.serve(account, w, r) }))
	e.t.Cleanup(server.Close)
	e.URL = server.URL + "/v2"
	return f
}

// SetStep changes the step of the clock from now on.
func (f *Front) SetStep(step time.Duration) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.step = step
}

// Hold waits for one request. A path that ends in * is one of those that begin
// so.
func (f *Front) Hold(method, path string, fate Fate) *Held {
	f.mu.Lock()
	defer f.mu.Unlock()
	h := &Held{method: method, path: path, fate: fate, arrived: make(chan struct{}), over: make(chan struct{})}
	f.holds = append(f.holds, h)
	f.carriedOut = map[string]bool{}
	return h
}

// take finds who waits for a request.
func (f *Front) take(r *http.Request) *Held {
	f.mu.Lock()
	defer f.mu.Unlock()
	path := strings.TrimPrefix(r.URL.Path, "/v2")
	for i, h := range f.holds {
		prefix, open := strings.CutSuffix(h.path, "*")
		if h.method == r.Method && (h.after == "" || f.carriedOut[h.after]) && (path == h.path || (open && strings.HasPrefix(path, prefix))) {
			f.holds = append(f.holds[:i:i], f.holds[i+1:]...)
			return h
		}
	}
	return nil
}

func (f *Front) serve(account http.Handler, w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		panic(http.ErrAbortHandler) // the sender is gone
	}
	// What the account has, it carries out.
	request := r.Clone(context.WithoutCancel(r.Context()))
	request.Body = io.NopCloser(bytes.NewReader(body))
	carryOut := func(w http.ResponseWriter) {
		account.ServeHTTP(w, request)
		f.mu.Lock()
		defer f.mu.Unlock()
		if f.carriedOut[r.Method] = true; r.Method != http.MethodGet {
			f.env.Clock.Advance(f.step)
		}
	}
	held := f.take(r)
	if held == nil {
		carryOut(w)
		return
	}
	defer close(held.over)
	if held.fate == CarriedOutBefore {
		carryOut(httptest.NewRecorder())
	}
	close(held.arrived)
	<-r.Context().Done()
	if held.fate == CarriedOutLater {
		carryOut(httptest.NewRecorder())
	}
	panic(http.ErrAbortHandler)
}
