package runpod

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"math"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"sync/atomic"
	"time"

	"github.com/hashicorp/go-retryablehttp"
)

// maxAnswer bounds an answer, so that a broken server cannot eat all memory.
const maxAnswer = 64 << 20

// How far an attempt has come. Only between asking for a connection and getting
// one is it certain that Runpod has seen nothing; a transport that does not
// report its progress leaves the stage unknown.
const (
	stageUnknown int32 = iota
	stageConnecting
	stageConnected
)

// exchange is one call: a request and all attempts at it.
type exchange struct {
	c       *Client
	request request
	url     string
	body    []byte
	redact  *redactor

	stage    atomic.Int32
	attempt  int
	failures int           // attempts that count toward the retries
	waited   time.Duration // for rate limits
	entered  bool          // the pacer counts it as under way
	started  time.Time

	// How the last attempt ended.
	err       error
	ambiguous bool // Runpod may have acted, and the answer does not say
	broken    bool // the answer came damaged: asking again may help
	again     bool // another attempt is due
	limited   bool // Runpod refused it until a time that it named
	asked     time.Duration
	answer    io.ReadCloser // of a stream
}

// send sends a request and sees it through. It returns the unread answer of a stream.
func (c *Client) send(ctx context.Context, r request) (io.ReadCloser, error) {
	if c.apiKey == "" {
		return nil, c.noKey
	}
	if err := r.path.check(); err != nil {
		return nil, fmt.Errorf("%s was not sent: %w", r.method, err) // the path is not fit to be shown
	}
	ctx = withLogger(ctx)
	x, err := c.newExchange(r)
	if err != nil {
		return nil, fmt.Errorf("%s %s: %w", r.method, r.path, err)
	}
	if err := x.enter(ctx); err != nil {
		return nil, fmt.Errorf("%s %s was not sent: %w", r.method, r.path, err)
	}
	defer x.leave()
	if err := x.run(ctx); err != nil {
		return nil, err
	}
	return x.answer, nil
}

func (c *Client) newExchange(r request) (*exchange, error) {
	x := &exchange{c: c, request: r, url: c.base.String() + r.path.String()}
	if len(r.query) > 0 {
		x.url += "?" + r.query.Encode()
	}
	if r.body != nil {
		body, err := json.Marshal(r.body)
		if err != nil {
			return nil, fmt.Errorf("encode the request: %w", err)
		}
		x.body = body
	}
	x.redact = newRedactor(c.apiKey, r.path, x.body)
	return x, nil
}

// enter waits until the rate limits have room for an attempt.
func (x *exchange) enter(ctx context.Context) error {
	waited, err := x.c.pace.enter(ctx, maxPatience-x.waited)
	x.waited += waited
	x.entered = err == nil
	return err
}

// leave is called when an attempt has its answer, or will have none.
func (x *exchange) leave() {
	if x.entered {
		x.entered = false
		x.c.pace.leave()
	}
}

func (x *exchange) run(ctx context.Context) error {
	req, err := x.newRequest(ctx)
	if err != nil {
		return err
	}
	client := retryablehttp.Client{
		HTTPClient:     x.c.calls,
		RetryMax:       math.MaxInt, // retryable counts
		RequestLogHook: x.begin,
		CheckRetry:     x.check,
		Backoff:        func(_, _ time.Duration, _ int, _ *http.Response) time.Duration { return 0 }, // pause waits
		PrepareRetry:   x.pause,
		ErrorHandler:   retryablehttp.PassthroughErrorHandler,
	}
	if x.request.stream {
		client.HTTPClient = x.c.streams
	}
	_, err = client.Do(req) //nolint:bodyclose // the answer is read and closed where it is checked
	switch {
	case x.err == nil:
		return err
	case x.again && errors.As(err, new(*RateLimitError)):
		return fmt.Errorf("%w; Runpod's last response: %w", err, x.err)
	case x.again:
		return fmt.Errorf("%w, while waiting to try again after: %w", err, x.err)
	case x.attempt > 1:
		err = fmt.Errorf("%w (after %d attempts)", x.err, x.attempt)
	default:
		err = x.err
	}
	if x.ambiguous && (x.request.method == http.MethodPost || x.request.method == http.MethodPatch) {
		return &AmbiguousError{Method: x.request.method, Path: x.request.path.String(), Err: err}
	}
	return err
}

func (x *exchange) newRequest(ctx context.Context) (*retryablehttp.Request, error) {
	var body any
	if x.body != nil {
		body = x.body
	}
	ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		// The transport may ask for a second connection when the first turns out
		// to be dead before anything was written to it.
		GetConn: func(string) { x.stage.Store(stageConnecting) },
		GotConn: func(httptrace.GotConnInfo) { x.stage.Store(stageConnected) },
	})
	req, err := retryablehttp.NewRequestWithContext(ctx, x.request.method, x.url, body)
	if err != nil {
		return nil, fmt.Errorf("%s %s: %w", x.request.method, x.request.path, err)
	}
	maps.Copy(req.Header, x.request.header)
	req.Header.Set("Authorization", "Bearer "+x.c.apiKey)
	req.Header.Set("User-Agent", x.c.userAgent)
	req.Header.Set("Accept", "application/json, application/problem+json")
	if x.request.stream {
		req.Header.Set("Accept", "text/event-stream, application/problem+json")
	}
	if x.body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	req.SetResponseHandler(func(resp *http.Response) error { return x.receive(ctx, resp) })
	return req, nil
}

// begin is called before each attempt.
func (x *exchange) begin(_ retryablehttp.Logger, _ *http.Request, n int) {
	x.stage.Store(stageUnknown)
	x.attempt = n + 1
	x.started = x.c.clock.Now()
	x.err, x.ambiguous, x.broken, x.again, x.limited, x.asked = nil, false, false, false, false, 0
}

// check is asked twice about an answer: when its headers are there, where it
// leaves the word to receive, and after that with what receive returned.
func (x *exchange) check(ctx context.Context, resp *http.Response, err error) (bool, error) {
	switch {
	case err == nil:
		return false, nil
	case resp != nil:
		return true, nil
	}
	x.leave()
	x.err = x.transportError(ctx, err)
	x.ambiguous = x.stage.Load() != stageConnecting
	x.again = x.mayRepeat(ctx, err)
	x.log(ctx, nil, nil)
	return x.again, nil
}

// receive reads an answer. It returns an error only to ask for another attempt.
func (x *exchange) receive(ctx context.Context, resp *http.Response) error {
	x.c.pace.observe(resp)
	x.leave()
	x.c.observeDate(resp)
	ok := resp.StatusCode >= 200 && resp.StatusCode < 300
	if ok && x.request.stream {
		x.answer = resp.Body
		x.log(ctx, resp, nil)
		return nil
	}
	defer func() { _ = resp.Body.Close() }()
	body, err := readAnswer(resp.Body)
	switch {
	case !ok:
		refusal := x.refusal(resp, body)
		x.err = refusal
		x.asked = refusal.RetryAfter
		x.limited = x.c.pace.limits(resp)
		x.ambiguous = leavesOpen(resp, refusal)
	case x.request.decode == nil && err == nil && len(bytes.TrimSpace(body)) > 0 && !json.Valid(body):
		x.err = x.unreadable(resp, errors.New("it is not JSON"))
		x.broken = true
	case x.request.decode == nil:
	case err != nil:
		x.err = fmt.Errorf("%s %s: the response was cut short: %w", x.request.method, x.request.path, x.cause(ctx, err))
		x.ambiguous, x.broken = true, true
	default:
		if err := x.request.decode(body); err != nil {
			x.err = x.unreadable(resp, err)
			x.ambiguous, x.broken = true, !json.Valid(body)
		}
	}
	if x.err != nil {
		x.again = x.mayRepeat(ctx, nil)
	}
	x.log(ctx, resp, body)
	if x.again {
		return x.err
	}
	return nil
}

func readAnswer(r io.Reader) ([]byte, error) {
	body, err := io.ReadAll(io.LimitReader(r, maxAnswer+1))
	if err == nil && len(body) > maxAnswer {
		err = fmt.Errorf("it is larger than %d bytes", maxAnswer)
	}
	return body, err
}

func (x *exchange) unreadable(resp *http.Response, err error) error {
	id := ""
	if v := resp.Header.Get(requestIDHeader); v != "" {
		id = " (request ID " + x.said(v, maxWord) + ")"
	}
	return fmt.Errorf("%s %s: the response cannot be read: %s%s", x.request.method, x.request.path, x.said(err.Error(), maxText), id)
}

// transportError says what went wrong on the way, without the query.
func (x *exchange) transportError(ctx context.Context, err error) error {
	if inner, ok := errors.AsType[*url.Error](err); ok {
		err = inner.Err
	}
	return fmt.Errorf("%s %s%s: %w", x.request.method, x.c.base, x.request.path, x.cause(ctx, err))
}

// cause tells the caller's own end of patience from that of the attempt, which
// must not pass for it, and keeps secrets out of the rest.
func (x *exchange) cause(ctx context.Context, err error) error {
	if own := ctx.Err(); own != nil {
		return own
	}
	if errors.Is(err, context.DeadlineExceeded) {
		return fmt.Errorf("no response within %s", x.c.timeout)
	}
	if text := x.said(err.Error(), maxText); text != err.Error() {
		return errors.New(text)
	}
	return err
}
