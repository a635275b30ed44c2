package sandbox

import (
	"bytes"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"os"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"time"
)

// maxBodyBytes bounds the body of a request; a secret may have 16 MiB. Of a larger one,
// maxDrainedBytes are read and dropped, so that whoever sends it gets to read the answer.
const (
	maxBodyBytes    = 32 << 20
	maxDrainedBytes = 256 << 20
)

// maxRequests bounds the log of requests of an account that runs for long.
const maxRequests = 100_000

// Request is one request that the account has had.
type Request struct {
	Time   time.Time
	ID     string // the x-request-id of the answer
	Method string
	Path   string // with the /v2
	Query  string
	Body   string
	Status int // of the answer; 0 where a fault let none through
}

// Requests returns what has been asked of the account, in the order of the
// answers. Requests that had no User-Agent or no right key are among them. Of
// very many, the oldest are forgotten.
func (a *Account) Requests() []Request {
	a.mu.Lock()
	defer a.mu.Unlock()
	return slices.Clone(a.requests)
}

// answer is what goes back.
type answer struct {
	status int
	header http.Header
	body   []byte
	stream *eventStream // goes on after the body; nil where that is all
	later  *laterAnswer // gives the body, when it is there; nil where it is

	silence silence
}

// silence is what happens instead of an answer.
type silence int

const (
	answered silence = iota
	hungUp           // the connection is closed
	stalled          // nothing, until the caller gives up
)

// exchange lets the mux of net/http find the operation for a request. Where
// there is none, it catches what the mux says to that.
type exchange struct {
	call   *call
	status int // the mux's
	body   any
	err    error
	header http.Header
	found  bool
}

func (x *exchange) Header() http.Header         { return x.header }
func (x *exchange) Write(b []byte) (int, error) { return len(b), nil }
func (x *exchange) WriteHeader(status int)      { x.status = status }

// A router finds the operation of a request.
type router struct {
	mux *http.ServeMux
	// methods are those of the paths that are written out. Of such a path, "/registries/{id}"
	// has no further ones.
	methods map[string][]string
}

func newRouter(routes []route) router {
	found := router{http.NewServeMux(), map[string][]string{}}
	for _, route := range routes {
		if method, path, _ := strings.Cut(route.pattern, " "); !strings.Contains(path, "{") {
			found.methods[path] = append(found.methods[path], method)
		}
		found.mux.HandleFunc(route.pattern, func(w http.ResponseWriter, r *http.Request) {
			x := w.(*exchange)
			x.found = true
			x.call.r = r
			if x.err = x.call.givenOnce(); x.err == nil {
				x.body, x.err = route.run(x.call)
			}
		})
	}
	return found
}

// allowed reports whether a request may have its method, and else which it may have. A
// path that may be an object's is left to the mux.
func (r router) allowed(req *http.Request) (allow string, ok bool) {
	methods, written := r.methods[req.URL.Path]
	if slices.Contains(methods, http.MethodGet) {
		methods = append(slices.Clone(methods), http.MethodHead)
	}
	return strings.Join(slices.Sorted(slices.Values(methods)), ", "), !written || slices.Contains(methods, req.Method)
}

// ServeHTTP answers a request as Runpod's edge and API do.
func (a *Account) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, size, err := readBody(r)
	if err != nil {
		panic(http.ErrAbortHandler) // the caller is gone
	}
	if err := a.clock.Sleep(r.Context(), a.latency); err != nil {
		panic(http.ErrAbortHandler)
	}
	ans := orMistake(func() *answer { return a.answer(r, body, size) })
	switch ans.silence {
	case answered:
	case stalled:
		<-r.Context().Done()
		fallthrough
	case hungUp:
		panic(http.ErrAbortHandler)
	}
	if ans.later != nil {
		if err := a.await(r.Context(), ans.later); err != nil {
			panic(http.ErrAbortHandler)
		}
		ans = orMistake(func() *answer {
			a.complete(ans)
			return ans
		})
	}
	maps.Copy(w.Header(), ans.header)
	if size > maxBodyBytes+maxDrainedBytes {
		w.Header().Set("Connection", "close") // the rest is not read
	}
	w.WriteHeader(ans.status)
	_, _ = w.Write(ans.body) // the caller may be gone; what was done stays done
	if ans.stream != nil {
		a.follow(w, r, ans.stream)
	}
}

// readBody reads a body and counts its bytes. One that is too large is left out.
func readBody(r *http.Request) (body []byte, size int64, err error) {
	body, err = io.ReadAll(io.LimitReader(r.Body, maxBodyBytes+1))
	size = int64(len(body))
	if err != nil || size <= maxBodyBytes {
		return body, size, err
	}
	dropped, err := io.Copy(io.Discard, io.LimitReader(r.Body, maxDrainedBytes))
	return nil, max(size+dropped, r.ContentLength), err
}

// orMistake answers also where the sandbox itself is at fault: a caller that gets no answer
// takes the network for broken.
func orMistake(find func() *answer) (ans *answer) {
	defer func() {
		if mistake := recover(); mistake != nil {
			_, _ = fmt.Fprintf(os.Stderr, "sandbox: %v\n%s", mistake, debug.Stack())
			ans = &answer{header: http.Header{}}
			ans.setError(fmt.Errorf("a mistake of the sandbox: %v", mistake))
		}
	}()
	return find()
}

func (a *Account) answer(r *http.Request, body []byte, size int64) *answer {
	a.mu.Lock()
	defer a.mu.Unlock()
	now := a.now()
	ans := &answer{header: http.Header{"Date": {now.UTC().Format(http.TimeFormat)}}}
	entry := Request{Time: now, Method: r.Method, Path: r.URL.Path, Query: r.URL.RawQuery, Body: string(body)}
	if r.UserAgent() == "" {
		ans.setEdgePage()
	} else {
		entry.ID = a.newID(8) + "-" + a.newID(12)
		ans.header.Set("X-Request-Id", entry.ID)
		a.fill(ans, r, &call{now: now, r: r, body: body, size: size})
	}
	if ans.silence == answered {
		entry.Status = ans.status
	}
	if len(a.requests) == maxRequests {
		a.requests = slices.Delete(a.requests, 0, maxRequests/2)
	}
	a.requests = append(a.requests, entry)
	return ans
}

// fill takes a request through size, key, rate limit and faults to its operation.
func (a *Account) fill(ans *answer, r *http.Request, c *call) {
	if r.URL.Path == "/v2/openapi.json" {
		a.setDocument(ans, r)
		return
	}
	most := int64(maxBodyBytes)
	if holdsConfig(r.URL.Path) {
		most = maxConfigBytes
	}
	if c.size > most {
		ans.setProblem(tooLarge(c.size, most))
		return
	}
	if err := a.authorize(r); err != nil {
		ans.setError(err)
		return
	}
	if !toEndpoint(r) { // its requests go to another host of Runpod's
		if err := a.limiter.take(c.now, ans.header); err != nil {
			ans.setError(err)
			return
		}
	}
	fault := a.takeFault(func(f *Fault) bool { return f.matches(r.Method, r.URL.Path) })
	if fault == nil || fault.after() {
		a.run(ans, r, c)
	}
	if fault != nil {
		fault.mar(ans)
	}
}

func (a *Account) authorize(r *http.Request) error {
	key, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	if !ok && toEndpoint(r) {
		ok = key != "" // endpoints take the bare key, too
	}
	switch {
	case !ok:
		return refuse(http.StatusUnauthorized, "missing bearer token")
	case subtle.ConstantTimeCompare([]byte(key), []byte(a.apiKey)) != 1:
		return refuse(http.StatusUnauthorized, "invalid bearer token")
	}
	return nil
}

// setDocument answers everybody with Runpod's document where there is one.
func (a *Account) setDocument(ans *answer, r *http.Request) {
	text, err := os.ReadFile(a.openAPI)
	switch {
	case r.Method != http.MethodGet:
		ans.setProblem(notAllowed(http.MethodGet))
	case err != nil:
		ans.setProblem(noRoute(r))
	default:
		ans.status, ans.body = http.StatusOK, text
		ans.header.Set("Content-Type", "application/json")
	}
}

func (a *Account) run(ans *answer, r *http.Request, c *call) {
	a.catchUpTraffic(c.now)
	a.endUnpaid(c.now)
	if allow, ok := a.router.allowed(r); !ok {
		ans.setProblem(notAllowed(allow))
		return
	}
	x := &exchange{call: c, header: http.Header{}}
	a.router.mux.ServeHTTP(x, r)
	a.readMeter(c.now)
	switch {
	case x.found && x.err != nil:
		ans.setError(x.err)
	case x.found:
		ans.setBody(x.body)
	case x.status == http.StatusMethodNotAllowed:
		ans.setProblem(notAllowed(x.header.Get("Allow")))
	default:
		ans.setProblem(noRoute(r))
	}
}

func (ans *answer) setBody(body any) {
	ans.status = http.StatusOK
	switch body := body.(type) {
	case nil:
		ans.status = http.StatusNoContent
	case created:
		ans.setBody(body.object)
		ans.status = http.StatusCreated
	case *eventStream:
		ans.header.Set("Content-Type", "text/event-stream")
		ans.header.Set("Cache-Control", "no-cache")
		ans.header.Set("X-Accel-Buffering", "no")
		ans.stream = body
	case *laterAnswer:
		ans.later = body
	default:
		ans.header.Set("Content-Type", "application/json")
		ans.body = encode(body)
	}
}

func (ans *answer) setError(err error) {
	var p *problem
	if !errors.As(err, &p) {
		p = refuse(http.StatusInternalServerError, "%v", err)
	}
	ans.setProblem(p)
}

func (ans *answer) setProblem(p *problem) {
	ans.status = p.Status
	ans.header.Set("Content-Type", "application/problem+json")
	if p.allow != "" {
		ans.header.Set("Allow", p.allow)
	}
	if p.retryAfter > 0 {
		ans.header.Set("Retry-After", strconv.FormatInt(seconds(p.retryAfter), 10))
	}
	ans.body = encode(p)
}

// setEdgePage is what Cloudflare, before Runpod's API, says to those who do not
// say who they are.
func (ans *answer) setEdgePage() {
	ans.status = http.StatusForbidden
	ans.header.Set("Content-Type", "text/html; charset=UTF-8")
	ans.body = []byte("<!DOCTYPE html>\n<html><head><title>Access denied</title></head><body>error code: 1010</body></html>\n")
}

// encode writes v as JSON, leaving <, > and & as they are.
func encode(v any) []byte {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		panic("sandbox: an answer that cannot be JSON: " + err.Error()) // a bug here, whatever was asked
	}
	return b.Bytes()
}
