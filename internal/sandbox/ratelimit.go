package sandbox

import (
	"fmt"
	"net/http"
	"strings"
	"time"
)

// limiter counts requests in windows of a minute, an hour and a day. A window
// starts with the first request after the last one ended.
type limiter struct {
	windows []window
}

type window struct {
	name   string
	length time.Duration
	quota  int
	used   int
	end    time.Time
}

// newLimiter allows perMinute requests, and in an hour and a day about what
// Runpod allows besides; 0 allows all.
func newLimiter(perMinute int) *limiter {
	if perMinute <= 0 {
		return nil
	}
	return &limiter{windows: []window{
		{name: "minute", length: time.Minute, quota: perMinute},
		{name: "hour", length: time.Hour, quota: 50 * perMinute},
		{name: "day", length: 24 * time.Hour, quota: 800 * perMinute},
	}}
}

// take counts a request and writes the headers. Where a window is exhausted the
// request is refused and does not count. Retry-After is that of the first such
// window only; a caller that looks at it alone comes back too early.
func (l *limiter) take(now time.Time, header http.Header) error {
	if l == nil {
		return nil
	}
	var wait time.Duration
	var exhausted string
	for i := range l.windows {
		w := &l.windows[i]
		if !now.Before(w.end) {
			w.used, w.end = 0, now.Add(w.length)
		}
		if w.used >= w.quota && wait == 0 {
			wait, exhausted = w.end.Sub(now), w.name
		}
	}
	var limits, policies []string
	for i := range l.windows {
		w := &l.windows[i]
		if wait == 0 {
			w.used++
		}
		limits = append(limits, fmt.Sprintf("%q;r=%d;t=%d", w.name, w.quota-w.used, seconds(w.end.Sub(now))))
		policies = append(policies, fmt.Sprintf("%q;q=%d;w=%d", w.name, w.quota, seconds(w.length)))
	}
	header.Set("RateLimit", strings.Join(limits, ", "))
	header.Set("RateLimit-Policy", strings.Join(policies, ", "))
	if wait > 0 {
		p := refuse(http.StatusTooManyRequests, "rate limit exceeded for the %s window", exhausted)
		p.retryAfter = wait
		return p
	}
	return nil
}

// seconds rounds up, so that whoever waits that long has waited long enough.
func seconds(d time.Duration) int64 {
	return int64((d + time.Second - 1) / time.Second)
}
