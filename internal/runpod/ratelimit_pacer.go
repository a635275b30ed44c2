package runpod

import (
	"context"
	"fmt"
	"net/http"
	"sync"
	"time"
)

// pacer shares out what Runpod's rate limits allow among all calls of a client, and
// holds back those for which nothing is left.
type pacer struct {
	clock Clock

	mu      sync.Mutex
	until   time.Time // no request is taken before, by a Retry-After
	told    time.Time // the moment that the log has last said is waited for
	windows map[string]*window
	asking  int           // requests that went in and have no answer yet
	changed chan struct{} // closed at the next answer
}

// window is one rate limit, by the answers so far.
type window struct {
	quota     uint64    // 0 where no answer says it
	remaining uint64    // the minimum that an answer said; requests without an answer come off it
	end       time.Time // zero from when it has ended to the next answer
}

// endsAlike is how far apart answers put the end of one window: they round to seconds.
const endsAlike = 1500 * time.Millisecond

// observe takes in what an answer says about the rate limits.
func (p *pacer) observe(resp *http.Response) {
	now := p.clock.Now()
	heard := parseRateLimit(resp.Header.Values(rateLimitHeader), resp.Header.Values(rateLimitPolicyHeader))
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.windows == nil {
		p.windows = map[string]*window{}
	}
	for _, h := range heard {
		w := p.windows[h.name]
		end := now.Add(h.reset)
		if w == nil || w.end.IsZero() || end.Sub(w.end) > endsAlike {
			p.windows[h.name] = &window{quota: h.quota, remaining: h.remaining, end: end}
			continue
		}
		// Answers overtake each other: the least is the newest.
		w.remaining, w.quota = min(w.remaining, h.remaining), h.quota
		if end.After(w.end) {
			w.end = end
		}
	}
	for name, w := range p.windows {
		if w.end.IsZero() { // no answer mentions it any more
			delete(p.windows, name)
		}
	}
	if resp.StatusCode == http.StatusTooManyRequests {
		if until := now.Add(retryAfter(resp.Header.Get(retryAfterHeader), now)); until.After(p.until) {
			p.until = until
		}
	}
}

// limits reports whether an answer refuses a request until a time that it names.
func (p *pacer) limits(resp *http.Response) bool {
	if resp.StatusCode != http.StatusTooManyRequests {
		return false
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	now := p.clock.Now()
	until, _, _ := p.obstacle(now)
	return until.After(now)
}

// obstacle says what keeps a request from being sent: until when, and why, or that
// those under way may use up what is left.
func (p *pacer) obstacle(now time.Time) (until time.Time, reason string, busy bool) {
	if p.until.After(now) {
		until, reason = p.until, "Runpod accepts no requests"
	}
	for name, w := range p.windows {
		if !w.end.IsZero() && !w.end.After(now) {
			// Where nothing says how many the next one allows, one request finds out.
			w.remaining, w.end = max(w.quota, 1), time.Time{}
		}
		switch {
		case w.remaining == 0:
			if w.end.After(until) {
				until, reason = w.end, fmt.Sprintf("Runpod's %q rate limit is used up", name)
			}
		case uint64(p.asking) >= w.remaining: //nolint:gosec // a count is not negative
			busy = true
		}
	}
	return until, reason, busy
}

// enter returns when a request may be sent, with the time that it waited for rate
// limits. It does not begin to wait where that would take longer than patience or
// than the caller's deadline, and says so in a [RateLimitError]. Without an error
// the caller calls leave once there is an answer, or none will come.
func (p *pacer) enter(ctx context.Context, patience time.Duration) (waited time.Duration, err error) {
	var last time.Time
	for {
		p.mu.Lock()
		now := p.clock.Now()
		until, reason, busy := p.obstacle(now)
		left := until.Sub(now)
		// Once for each time: the clock may be one that stands still.
		if late := left <= 0 || until.Equal(last); late && (!busy || p.asking == 0) {
			p.asking++
			p.mu.Unlock()
			if err := ctx.Err(); err != nil {
				p.leave()
				return waited, err
			}
			return waited, nil
		} else if late {
			answered := p.answered()
			p.mu.Unlock()
			select {
			case <-answered:
			case <-ctx.Done():
				return waited, ctx.Err()
			}
			continue
		}
		first := !until.Equal(p.told) // all who wait for a moment are one wait
		p.told = until
		p.mu.Unlock()
		last = until
		room := roomOf(ctx, now, patience-waited)
		if left > room {
			return waited, &RateLimitError{Reason: reason, Wait: left, Left: room}
		}
		if first {
			logWait(ctx, left, reason)
		}
		if err := p.clock.Sleep(ctx, left); err != nil {
			return waited, fmt.Errorf("%w, while waiting %s because %s", err, left, reason)
		}
		waited += left
	}
}

// answered is closed when a request leaves. The caller holds the lock.
func (p *pacer) answered() <-chan struct{} {
	if p.changed == nil {
		p.changed = make(chan struct{})
	}
	return p.changed
}

// leave lets another request in.
func (p *pacer) leave() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.asking--
	if p.changed != nil {
		close(p.changed)
		p.changed = nil
	}
}
