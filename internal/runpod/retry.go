package runpod

import (
	"context"
	"errors"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/hashicorp/go-retryablehttp"
)

const (
	minBackoff = time.Second
	maxBackoff = 30 * time.Second

	// maxAsked caps what is believed of a time to wait: a day's rate limit has
	// reset by then.
	maxAsked = 24 * time.Hour
	// maxPatience is how long a call without a deadline of its own waits for rate
	// limits, all in all. It covers those of a minute and of an hour; of a day's
	// the user has to know.
	maxPatience = 90 * time.Minute
)

// mayRepeat reports whether another attempt is due. A refusal that names the time
// to come back is not a failure, and does not use up a retry.
func (x *exchange) mayRepeat(ctx context.Context, transport error) bool {
	if !x.limited {
		x.failures++
	}
	if isOnce(ctx) && x.failures > 0 {
		return false
	}
	return x.c.maxRetries > 0 && x.failures <= x.c.maxRetries && x.retryable(ctx, transport)
}

// retryable reports whether the attempt that just ended may be repeated.
// POST and PATCH only if Runpod cannot have acted on it: it said 429, or
// nothing was sent. transport is the fault when there was no answer.
func (x *exchange) retryable(ctx context.Context, transport error) bool {
	if ctx.Err() != nil || isBestEffort(ctx) && GroupOf(x.request.path.String()) != "" {
		return false // what is both optional and inferred is asked for once
	}
	if x.ambiguous && (x.request.method == http.MethodPost || x.request.method == http.MethodPatch) {
		return false
	}
	if HasStatus(x.err, http.StatusTooManyRequests) {
		return true
	}
	var refusal *Error
	switch {
	case errors.As(x.err, &refusal):
		return serverFault(refusal.StatusCode) || refusal.StatusCode == http.StatusRequestTimeout
	case transport != nil && (nobodyThere(transport) || x.stage.Load() == stageConnecting && isBestEffort(ctx)):
		return false
	case transport != nil:
		// The library knows the faults that stay, such as a certificate nobody trusts.
		again, _ := retryablehttp.ErrorPropagatedRetryPolicy(ctx, nil, transport)
		return again
	}
	return x.broken
}

// nobodyThere reports whether this machine itself says that nothing listens at the
// address: a sandbox that does not run, not a network that is slow to come back.
func nobodyThere(err error) bool {
	dial, ok := errors.AsType[*net.OpError](err)
	if !ok || !errors.Is(dial, syscall.ECONNREFUSED) {
		return false
	}
	address, ok := dial.Addr.(*net.TCPAddr)
	return ok && address.IP.IsLoopback()
}

// serverFault reports whether a status leaves open what was done. What is not
// implemented was not done, and will not be.
func serverFault(status int) bool {
	return status >= 500 && status != http.StatusNotImplemented && status != http.StatusHTTPVersionNotSupported
}

// pause waits before another attempt: as long as Runpod asked, else by backoff,
// and in any case until its rate limits have room again.
func (x *exchange) pause(req *http.Request) error {
	ctx := req.Context()
	if !x.limited {
		wait := x.asked
		if wait == 0 {
			wait = backoff(x.failures)
		}
		x.logRetry(ctx, wait)
		if err := x.c.clock.Sleep(ctx, wait); err != nil {
			return err
		}
	}
	return x.enter(ctx)
}

// backoff is a random time between 1 s and a limit that doubles with each
// attempt (2, 4, 8, ...) up to 30 s.
func backoff(attempt int) time.Duration {
	limit := maxBackoff
	if attempt < 5 {
		limit = min(limit, minBackoff<<attempt)
	}
	return minBackoff + rand.N(limit-minBackoff+1)
}

// retryAfter reads the header, seconds or an HTTP date, as a time to wait,
// capped at maxAsked. It is 0 when the header is missing or makes no sense.
func retryAfter(header string, now time.Time) time.Duration {
	header = strings.TrimSpace(header)
	if seconds, err := strconv.ParseUint(header, 10, 63); err == nil {
		return atMost(seconds)
	} else if errors.Is(err, strconv.ErrRange) {
		return maxAsked
	}
	date, err := http.ParseTime(header)
	if err != nil {
		return 0
	}
	return min(max(date.Sub(now), 0), maxAsked)
}

func atMost(seconds uint64) time.Duration {
	return time.Duration(min(seconds, uint64(maxAsked/time.Second))) * time.Second
}

// headerTimeout bounds the wait for the headers of an answer, but not its body.
type headerTimeout struct {
	next    http.RoundTripper
	timeout time.Duration
}

func (t headerTimeout) RoundTrip(req *http.Request) (*http.Response, error) {
	if t.timeout == 0 {
		return t.next.RoundTrip(req)
	}
	ctx, cancel := context.WithCancelCause(req.Context())
	timer := time.AfterFunc(t.timeout, func() { cancel(os.ErrDeadlineExceeded) })
	resp, err := t.next.RoundTrip(req.WithContext(ctx))
	if !timer.Stop() || err != nil {
		cause := context.Cause(ctx)
		cancel(nil)
		if resp != nil {
			_ = resp.Body.Close()
		}
		if errors.Is(cause, os.ErrDeadlineExceeded) {
			return nil, context.DeadlineExceeded
		}
		return nil, err
	}
	resp.Body = cancelOnClose{ReadCloser: resp.Body, cancel: cancel}
	return resp, nil
}

type cancelOnClose struct {
	io.ReadCloser
	cancel context.CancelCauseFunc
}

func (b cancelOnClose) Close() error {
	defer b.cancel(nil)
	return b.ReadCloser.Close()
}
