package runpod

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/hashicorp/terraform-plugin-log/tflog"
)

// The headers that pace the client.
const (
	rateLimitHeader       = "RateLimit"
	rateLimitPolicyHeader = "RateLimit-Policy"
	retryAfterHeader      = "Retry-After"
)

// pacer holds requests back while a rate limit is used up. All calls of a
// client share it.
type pacer struct {
	clock Clock

	mu     sync.Mutex
	until  time.Time
	reason string
}

// observe takes in what an answer says about the rate limits.
func (p *pacer) observe(resp *http.Response) {
	now := p.clock.Now()
	windows := parseRateLimit(resp.Header.Values(rateLimitHeader), resp.Header.Values(rateLimitPolicyHeader))
	for _, w := range windows {
		if w.remaining == 0 {
			p.hold(now.Add(w.reset), fmt.Sprintf("RunPod's %q rate limit is used up", w.name))
		}
	}
	if resp.StatusCode == http.StatusTooManyRequests {
		if wait := retryAfter(resp.Header.Get(retryAfterHeader), now); wait > 0 {
			p.hold(now.Add(wait), "RunPod takes no requests")
		}
	}
}

func (p *pacer) hold(until time.Time, reason string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if until.After(p.until) {
		p.until, p.reason = until, reason
	}
}

// limits reports whether an answer refuses a request until a time that it names.
func (p *pacer) limits(resp *http.Response) bool {
	if resp.StatusCode != http.StatusTooManyRequests {
		return false
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.until.After(p.clock.Now())
}

// wait returns when no rate limit is in the way, with the time that it waited. It
// does not begin to wait where that would take longer than patience or than the
// caller's deadline, and says so in a [RateLimitError].
func (p *pacer) wait(ctx context.Context, patience time.Duration) (waited time.Duration, err error) {
	var last time.Time
	for {
		p.mu.Lock()
		until, reason := p.until, p.reason
		p.mu.Unlock()
		left := until.Sub(p.clock.Now())
		if left <= 0 || until.Equal(last) {
			return waited, ctx.Err()
		}
		last = until // once for each: the clock may be one that stands still
		room := roomOf(ctx, p.clock.Now(), patience-waited)
		if left > room {
			return waited, &RateLimitError{Reason: reason, Wait: left, Left: room}
		}
		tflog.SubsystemWarn(ctx, logSubsystem, "Slow because of RunPod's rate limits: waiting before the next request", map[string]any{
			"reason": reason,
			"wait":   left.String(),
		})
		if err := p.clock.Sleep(ctx, left); err != nil {
			return waited, fmt.Errorf("%w, while waiting %s because %s", err, left, reason)
		}
		waited += left
	}
}

// rateWindow is the state of one rate limit.
type rateWindow struct {
	name      string
	remaining uint64
	reset     time.Duration // capped at maxAsked
}

// parseRateLimit reads `"minute";r=0;t=12, "hour";r=2800;t=1812`. A window
// without t resets within the length that the policy, `"minute";q=60;w=60`,
// gives it. What cannot be read is left out.
func parseRateLimit(limits, policies []string) []rateWindow {
	lengths := map[string]time.Duration{}
	for _, item := range headerItems(policies) {
		if w, ok := item.number("w"); ok {
			lengths[item.name] = atMost(w)
		}
	}
	var windows []rateWindow
	for _, item := range headerItems(limits) {
		remaining, ok := item.number("r")
		if !ok {
			continue
		}
		w := rateWindow{name: item.name, remaining: remaining, reset: lengths[item.name]}
		if reset, ok := item.number("t"); ok {
			w.reset = atMost(reset)
		}
		windows = append(windows, w)
	}
	return windows
}

// headerItem is one member of a structured list: a name with parameters.
type headerItem struct {
	name   string
	params map[string]string
}

func (i headerItem) number(key string) (uint64, bool) {
	n, err := strconv.ParseUint(i.params[key], 10, 64)
	return n, err == nil
}

func headerItems(headers []string) []headerItem {
	var items []headerItem
	for _, header := range headers {
		for _, member := range splitUnquoted(header, ',') {
			parts := splitUnquoted(member, ';')
			item := headerItem{name: strings.Trim(strings.TrimSpace(parts[0]), `"`), params: map[string]string{}}
			for _, part := range parts[1:] {
				key, value, _ := strings.Cut(part, "=")
				item.params[strings.ToLower(strings.TrimSpace(key))] = strings.TrimSpace(value)
			}
			items = append(items, item)
		}
	}
	return items
}

// splitUnquoted splits s at a separator that is not between quotes.
func splitUnquoted(s string, separator rune) []string {
	quoted := false
	var parts []string
	start := 0
	for i, r := range s {
		switch {
		case r == '"':
			quoted = !quoted
		case r == separator && !quoted:
			parts = append(parts, s[start:i])
			start = i + 1
		}
	}
	return append(parts, s[start:])
}
