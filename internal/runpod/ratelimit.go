package runpod

import (
	"strconv"
	"strings"
	"time"
)

// The headers that pace the client.
const (
	rateLimitHeader       = "RateLimit"
	rateLimitPolicyHeader = "RateLimit-Policy"
	retryAfterHeader      = "Retry-After"
)

// rateWindow is the state of one rate limit.
type rateWindow struct {
	name      string
	remaining uint64
	reset     time.Duration // capped at maxAsked
	quota     uint64        // of the whole window; 0 where nothing says it
}

// parseRateLimit reads `"minute";r=0;t=12, "hour";r=2800;t=1812`. A window
// without t resets within the length that the policy, `"minute";q=60;w=60`,
// gives it. What cannot be read is left out.
func parseRateLimit(limits, policies []string) []rateWindow {
	lengths, quotas := map[string]time.Duration{}, map[string]uint64{}
	for _, item := range headerItems(policies) {
		if w, ok := item.number("w"); ok {
			lengths[item.name] = atMost(w)
		}
		quotas[item.name], _ = item.number("q") // 0 where it cannot be read
	}
	var windows []rateWindow
	for _, item := range headerItems(limits) {
		remaining, ok := item.number("r")
		if !ok {
			continue
		}
		w := rateWindow{name: item.name, remaining: remaining, reset: lengths[item.name], quota: quotas[item.name]}
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
