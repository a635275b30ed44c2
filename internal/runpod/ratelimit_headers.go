package runpod

import (
	"fmt"
	"time"

	"github.com/dunglas/httpsfv"
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
// gives it. A header that cannot be read is as none.
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
	params *httpsfv.Params
}

// number is a parameter that counts something.
func (i headerItem) number(key string) (uint64, bool) {
	value, _ := i.params.Get(key)
	n, ok := value.(int64)
	return uint64(max(n, 0)), ok && n >= 0
}

// headerItems are the items of a list by RFC 9651, which also says that a header is
// ignored where any part of it is malformed.
func headerItems(headers []string) []headerItem {
	list, err := httpsfv.UnmarshalList(headers)
	if err != nil {
		return nil
	}
	var items []headerItem
	for _, member := range list {
		if item, ok := member.(httpsfv.Item); ok {
			items = append(items, headerItem{name: fmt.Sprint(item.Value), params: item.Params})
		}
	}
	return items
}
