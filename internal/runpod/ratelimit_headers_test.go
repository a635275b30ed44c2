package runpod

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestParseRateLimit(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name     string
		limits   []string
		policies []string
		want     []rateWindow
	}{
		{"none", nil, nil, nil},
		{"as documented", []string{`"minute";r=0;t=12, "hour";r=2800;t=1812, "day";r=49500;t=45012`}, []string{`"minute";q=60;w=60`}, []rateWindow{
			{"minute", 0, 12 * time.Second, 60}, {"hour", 2800, 1812 * time.Second, 0}, {"day", 49500, 45012 * time.Second, 0},
		}},
		{"several lines", []string{`"minute";r=1;t=2`, `"hour";r=3;t=4`}, nil, []rateWindow{{"minute", 1, 2 * time.Second, 0}, {"hour", 3, 4 * time.Second, 0}}},
		{"no quotes", []string{` minute;r=0; t=12 `}, nil, []rateWindow{{"minute", 0, 12 * time.Second, 0}}},
		{"quotes in the name", []string{`"a\"b";r=0;t=1`}, nil, []rateWindow{{`a"b`, 0, time.Second, 0}}},
		{"more parameters", []string{`"minute";r=0;t=12;pk=:cHsdsRa894==:`}, nil, []rateWindow{{"minute", 0, 12 * time.Second, 0}}},
		{"a list in the list", []string{`("minute" "hour");r=0;t=12, "day";r=1;t=2`}, nil, []rateWindow{{"day", 1, 2 * time.Second, 0}}},
		{"separators in the name", []string{`"a,b;c";r=0;t=1`}, nil, []rateWindow{{"a,b;c", 0, time.Second, 0}}},
		{"reset from the policy", []string{`"minute";r=0`}, []string{`"minute";q=60;w=60`}, []rateWindow{{"minute", 0, time.Minute, 60}}},
		{"no reset at all", []string{`"minute";r=0`}, nil, []rateWindow{{"minute", 0, 0, 0}}},
		{"nothing remaining known", []string{`"minute";t=12, "w";r, "x";r=-1;t=1, "y";r=1.5, "z";r="1"`}, nil, nil},
		{"long", []string{`"m";r=0;t=999999999999999, "n";r=0;t=-1`}, nil, []rateWindow{{"m", 0, 24 * time.Hour, 0}, {"n", 0, 0, 0}}},
		{"malformed: out of bounds", []string{`"m";r=0;t=99999999999999999999, "n";r=0;t=1`}, nil, nil},
		{"malformed: space and case", []string{`"minute"; R = 0;t=12`}, nil, nil},
		{"malformed: no name", []string{`"minute";r=0;t=12, ;r=1`}, nil, nil},
		{"malformed: open quote", []string{`"minute;r=0;t=1`}, nil, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got := parseRateLimit(tt.limits, tt.policies)
			if diff := cmp.Diff(tt.want, got, cmp.AllowUnexported(rateWindow{})); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestRetryAfter(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	tests := map[string]time.Duration{
		"":                               0,
		"0":                              0,
		"7":                              7 * time.Second,
		" 7 ":                            7 * time.Second,
		"3600":                           time.Hour,
		"86401":                          24 * time.Hour,
		"99999999999999999999999":        24 * time.Hour,
		"-5":                             0,
		"1.5":                            0,
		"soon":                           0,
		"Fri, 20 Nov 2026 12:00:30 GMT":  30 * time.Second,
		"Fri, 20 Nov 2026 11:59:00 GMT":  0,
		"Sun, 22 Nov 2026 12:00:00 GMT":  24 * time.Hour,
		"Friday, 20-Nov-26 12:00:05 GMT": 5 * time.Second,
	}
	for header, want := range tests {
		if got := retryAfter(header, now); got != want {
			t.Errorf("retryAfter(%q) = %v, want %v", header, got, want)
		}
	}
}

// The wait after a 429 covers the longest of what Runpod named.
func TestWaitAfter429(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		header []string
		want   time.Duration
	}{
		{"Retry-After alone", []string{"Retry-After", "7"}, 7 * time.Second},
		{"as a date", []string{"Retry-After", "Fri, 20 Nov 2026 12:00:20 GMT"}, 20 * time.Second},
		{"longer window", []string{"Retry-After", "7", "RateLimit", `"minute";r=0;t=12, "hour";r=9;t=1812`}, 12 * time.Second},
		{"shorter window", []string{"Retry-After", "70", "RateLimit", `"minute";r=0;t=12`}, 70 * time.Second},
		{"two windows", []string{"Retry-After", "7", "RateLimit", `"minute";r=0;t=12, "hour";r=0;t=1812`}, 1812 * time.Second},
		{"no Retry-After", []string{"RateLimit", `"minute";r=0;t=12`}, 12 * time.Second},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			server := &script{steps: []http.HandlerFunc{reply(429, "", tt.header...), reply(201, podJSON)}}
			c, clock := newTestClient(t, server.ServeHTTP)
			if _, err := c.CreatePod(t.Context(), CreatePodRequest{Name: "n"}); err != nil {
				t.Fatal(err)
			}
			if got := clock.total(); got != tt.want {
				t.Errorf("waited %v, want %v", got, tt.want)
			}
		})
	}
}

func TestRetryAfterOfA503(t *testing.T) {
	t.Parallel()
	server := &script{steps: []http.HandlerFunc{reply(503, "", "Retry-After", "9"), reply(200, podJSON)}}
	c, clock := newTestClient(t, server.ServeHTTP)
	if _, err := c.GetPod(t.Context(), "p1"); err != nil || clock.total() != 9*time.Second {
		t.Errorf("waited %v, want 9s: %v", clock.total(), err)
	}
}

// A 429 that names its time is waited out however often it comes: it is not a failure
// that uses up a retry.
func TestStormOf429(t *testing.T) {
	t.Parallel()
	storm := slices.Repeat([]http.HandlerFunc{reply(429, "", "Retry-After", "20")}, 30)
	faults := slices.Repeat([]http.HandlerFunc{reply(503, "")}, 2)
	server := &script{steps: slices.Concat(storm, faults, []http.HandlerFunc{reply(200, podJSON)})}
	c, clock := newTestClient(t, server.ServeHTTP, func(cfg *Config) { cfg.MaxRetries = 2 })
	if _, err := c.GetPod(t.Context(), "p1"); err != nil || clock.total() < 10*time.Minute || clock.total() > 10*time.Minute+6*time.Second {
		t.Errorf("waited %v, want 10m and two short waits: %v", clock.total(), err)
	}
}

// What cannot be waited out in time is not waited for.
func TestRateLimitsLongerThanPatience(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		answers []http.HandlerFunc
		ctx     func(context.Context, time.Time) context.Context
		waits   time.Duration
		want    string
	}{
		"a day": {
			answers: []http.HandlerFunc{reply(429, `{"detail":"slow down"}`, "Retry-After", "45012")},
			want:    "Runpod accepts no requests for another 12h30m12s, and only 1h30m0s remains; Runpod's last response: POST /pods: 429 Too Many Requests: \"slow down\"",
		},
		"a deadline": {
			answers: []http.HandlerFunc{reply(429, "", "RateLimit", `"minute";r=0;t=12, "hour";r=0;t=1812`)},
			ctx: func(ctx context.Context, now time.Time) context.Context {
				return WithDeadline(ctx, now.Add(20*time.Minute))
			},
			want: `Runpod's "hour" rate limit is used up for another 30m12s, and only 20m0s remains`,
		},
		"the earlier deadline": {
			answers: []http.HandlerFunc{reply(429, "", "Retry-After", "61")},
			ctx: func(ctx context.Context, now time.Time) context.Context {
				return WithDeadline(WithDeadline(ctx, now.Add(time.Minute)), now.Add(time.Hour))
			},
			want: "for another 1m1s, and only 1m0s remains",
		},
		"best effort": {
			answers: []http.HandlerFunc{reply(429, "", "Retry-After", "30")},
			ctx:     func(ctx context.Context, _ time.Time) context.Context { return BestEffort(ctx, 20*time.Second) },
			want:    "for another 30s, and only 20s remains",
		},
		"one after the other": {
			answers: []http.HandlerFunc{reply(429, "", "Retry-After", "3000")},
			waits:   3000 * time.Second,
			want:    "for another 50m0s, and only 40m0s remains",
		},
		"a deadline, one after the other": {
			answers: []http.HandlerFunc{reply(429, "", "Retry-After", "40")},
			ctx: func(ctx context.Context, now time.Time) context.Context {
				return WithDeadline(ctx, now.Add(time.Minute))
			},
			waits: 40 * time.Second,
			want:  "for another 40s, and only 20s remains",
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := &script{steps: tt.answers}
			c, clock := newTestClient(t, server.ServeHTTP)
			ctx := t.Context()
			if tt.ctx != nil {
				ctx = tt.ctx(ctx, clock.Now())
			}
			_, err := c.CreatePod(ctx, CreatePodRequest{Name: "n"})
			limit, ok := errors.AsType[*RateLimitError](err)
			if !ok || isAmbiguous(err) || !strings.Contains(err.Error(), tt.want) || !strings.Contains(limit.NextStep(), "Apply again in") {
				t.Errorf("got %v, want %q", err, tt.want)
			}
			if clock.total() != tt.waits {
				t.Errorf("waited %v, want %v", clock.total(), tt.waits)
			}
			// The next call knows it before it asks.
			before := server.count()
			if _, err := c.CreatePod(ctx, CreatePodRequest{Name: "n"}); !errors.As(err, new(*RateLimitError)) && tt.waits == 0 || server.count() != before && tt.waits == 0 {
				t.Errorf("%d more requests: %v", server.count()-before, err)
			}
		})
	}
}

// An answer that used up a window holds back the next call, whoever makes it.
func TestPacing(t *testing.T) {
	t.Parallel()
	tests := []struct {
		header string
		want   time.Duration
	}{
		{`"minute";r=0;t=12, "hour";r=2800;t=1812`, 12 * time.Second},
		{`"minute";r=1;t=12`, 0},
		{"", 0},
		{"rubbish", 0},
	}
	for _, tt := range tests {
		header := []string{"RateLimit", tt.header}
		if tt.header == "" {
			header = nil
		}
		c, clock := newTestClient(t, reply(200, podJSON, header...))
		for range 2 {
			if _, err := c.GetPod(t.Context(), "p1"); err != nil {
				t.Fatal(err)
			}
		}
		if got := clock.total(); got != tt.want {
			t.Errorf("%q: waited %v, want %v", tt.header, got, tt.want)
		}
	}
}

// gateClock holds every sleeper until the gate opens.
type gateClock struct {
	*fakeClock
	asleep chan time.Duration
	gate   chan struct{}
}

func (c gateClock) Sleep(ctx context.Context, d time.Duration) error {
	c.asleep <- d
	select {
	case <-c.gate:
		return c.fakeClock.Sleep(ctx, d)
	case <-ctx.Done():
		return ctx.Err()
	}
}

func TestPacingIsShared(t *testing.T) {
	t.Parallel()
	const callers = 5
	clock := gateClock{newFakeClock(), make(chan time.Duration, callers), make(chan struct{})}
	server := &script{steps: []http.HandlerFunc{reply(200, podJSON, "RateLimit", `"minute";r=0;t=12`), reply(200, podJSON)}}
	c, _ := newTestClient(t, server.ServeHTTP, func(cfg *Config) { cfg.Clock = clock })
	if _, err := c.GetPod(t.Context(), "p1"); err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for range callers {
		wg.Go(func() {
			if _, err := c.GetPod(t.Context(), "p1"); err != nil {
				t.Error(err)
			}
		})
	}
	for range callers {
		if d := <-clock.asleep; d != 12*time.Second {
			t.Errorf("sleeps %v, want 12s", d)
		}
	}
	if got := server.count(); got != 1 {
		t.Errorf("%d requests while the limit is used up, want 1", got)
	}
	close(clock.gate)
	wg.Wait()
	if got := server.count(); got != 1+callers {
		t.Errorf("%d requests, want %d", got, 1+callers)
	}
}

// What a 429 asks for holds back all calls, not only the one it answered.
func TestRetryAfterIsShared(t *testing.T) {
	t.Parallel()
	server := &script{steps: []http.HandlerFunc{reply(429, "", "Retry-After", "7"), reply(200, podJSON)}}
	c, clock := newTestClient(t, server.ServeHTTP, func(cfg *Config) { cfg.MaxRetries = 0 })
	if _, err := c.GetPod(t.Context(), "p1"); !HasStatus(err, 429) || clock.total() != 0 {
		t.Fatalf("waited %v: %v", clock.total(), err)
	}
	if _, err := c.GetPod(t.Context(), "p2"); err != nil || clock.total() != 7*time.Second {
		t.Errorf("waited %v, want 7s: %v", clock.total(), err)
	}
}

func TestPacingObeysTheContext(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	server := &script{steps: []http.HandlerFunc{reply(200, podJSON, "RateLimit", `"hour";r=0;t=1812`)}}
	c, _ := newTestClient(t, server.ServeHTTP, func(cfg *Config) { cfg.Clock = cancelClock{newFakeClock(), cancel} })
	if _, err := c.GetPod(ctx, "p1"); err != nil {
		t.Fatal(err)
	}
	_, err := c.CreatePod(ctx, CreatePodRequest{Name: "n"})
	if !errors.Is(err, context.Canceled) || isAmbiguous(err) || server.count() != 1 {
		t.Errorf("%d requests: %v", server.count(), err)
	}
	if !strings.Contains(err.Error(), `"hour" rate limit is used up`) {
		t.Errorf("does not say why it waited: %v", err)
	}
}

// stoppedClock never moves; waiting on it must not go on forever.
type stoppedClock struct{}

func (stoppedClock) Now() time.Time                                   { return time.Unix(0, 0) }
func (stoppedClock) Sleep(ctx context.Context, _ time.Duration) error { return ctx.Err() }

func TestPacingWithAStoppedClock(t *testing.T) {
	t.Parallel()
	c, _ := newTestClient(t, reply(200, podJSON, "RateLimit", `"hour";r=0;t=1812`), func(cfg *Config) { cfg.Clock = stoppedClock{} })
	for range 3 {
		if _, err := c.GetPod(t.Context(), "p1"); err != nil {
			t.Fatal(err)
		}
	}
}
