package acctest_test

import (
	"bytes"
	"context"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hashicorp/terraform-plugin-log/tflogtest"

	"github.com/runpod-iac/terraform-provider-runpod/internal/acctest"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/sandbox"
)

// logged collects a log, from any goroutine.
type logged struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *logged) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

// slow are the reasons why the provider says that it is slow.
func (l *logged) slow(t *testing.T) map[string]int {
	t.Helper()
	l.mu.Lock()
	defer l.mu.Unlock()
	entries, err := tflogtest.MultilineJSONDecode(&l.text)
	if err != nil {
		t.Fatal(err)
	}
	reasons := map[string]int{}
	for _, entry := range entries {
		if text, _ := entry["@message"].(string); strings.HasPrefix(text, "Slow because of Runpod's rate limits") && entry["@level"] == "info" {
			reasons[entry["reason"].(string)]++
		}
	}
	return reasons
}

// TestExhaustedWindowsAreWaitedOut creates and reads more than Runpod's minute
// and hour allow: it takes the time that Runpod says, nothing is refused for good,
// and the log says why.
func TestExhaustedWindowsAreWaitedOut(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		// 4 a minute are 200 an hour.
		env := acctest.NewInBubble(t, func(o *sandbox.Options) { o.RateLimit = 4 })
		server := env.Server(nil)
		log := &logged{}
		ctx := tflogtest.RootLogger(t.Context(), log)
		instances := make([]*acctest.Instance, 150)
		for n := range instances {
			instances[n] = &acctest.Instance{Type: "runpod_secret"}
		}
		began := time.Now()
		numbers := map[*acctest.Instance]int{}
		for n, i := range instances {
			numbers[i] = n
		}
		inParallel(10, instances, func(i *acctest.Instance) {
			config := attrs{"name": "secret_" + string(rune('a'+numbers[i]/26)) + string(rune('a'+numbers[i]%26)), "value": "hush"}
			if err := server.Apply(ctx, i, config); err != nil {
				t.Error(err)
			}
			if err := server.Refresh(ctx, i); err != nil || !i.Exists() {
				t.Error(err)
			}
		})
		asked, refused := 0, 0
		for _, r := range env.Account.Requests() {
			asked++
			if r.Status == http.StatusTooManyRequests {
				refused++
			}
		}
		if took := time.Since(began); took < time.Hour || took > 2*time.Hour {
			t.Errorf("took %s for %d requests at 200 an hour", took, asked)
		}
		// The headers say what is left, and that is shared out. Only the first ten at a
		// time, of which four are allowed, do not know yet.
		if refused*10 > asked {
			t.Errorf("%d of %d requests were refused", refused, asked)
		}
		t.Logf("%d of %d requests were refused", refused, asked)
		reasons := log.slow(t)
		for _, window := range []string{"minute", "hour"} {
			if reasons[`Runpod's "`+window+`" rate limit is used up`] == 0 {
				t.Errorf("the log does not say that the %s is used up: %v", window, reasons)
			}
		}
	})
}

// TestAStormOf429 refuses most requests for a while, each time until a moment.
func TestAStormOf429(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		env := acctest.NewInBubble(t, func(o *sandbox.Options) { o.Seed = 4 })
		server := env.Server(nil)
		readCatalog(t, server)
		env.Account.Inject(sandbox.Fault{Kind: sandbox.FaultStatus, Status: http.StatusTooManyRequests, RetryAfter: 11 * time.Second, Percent: 50})
		log := &logged{}
		ctx := tflogtest.RootLogger(t.Context(), log)
		var jobs []creatable
		for _, kind := range creatables() {
			jobs = append(jobs, kind, kind, kind)
		}
		var mu sync.Mutex
		count := 0
		inParallel(10, jobs, func(kind creatable) {
			mu.Lock()
			count++
			n := count
			mu.Unlock()
			i := &acctest.Instance{Type: kind.resource}
			if err := server.Apply(ctx, i, kind.config(n)); err != nil {
				t.Errorf("%s: %s", kind.resource, err)
			}
			if err := server.Destroy(ctx, i); err != nil {
				t.Errorf("%s: %s", kind.resource, err)
			}
		})
		if reasons := log.slow(t); reasons["Runpod accepts no requests"] == 0 {
			t.Errorf("the log does not say why it is slow: %v", reasons)
		}
		for _, left := range env.Account.Contents() {
			t.Errorf("left on the account: %s", left)
		}
	})
}

// wait lets a bubble's time pass.
func wait(ctx context.Context, d time.Duration) {
	_ = runpod.SystemClock().Sleep(ctx, d) // fails only where the test is over
}

// readCatalog lets the provider read what it reads once. Those who wait for it do
// so on a mutex, where a bubble's time stands still.
func readCatalog(t *testing.T, server *acctest.Server) {
	t.Helper()
	for _, kind := range creatables() {
		if err := server.PlanIsEmpty(t.Context(), &acctest.Instance{Type: kind.resource}, kind.config(0)); err == nil {
			t.Fatal("nothing is to be created")
		}
	}
}

// TestRateLimitsLongerThanTheTimeout fails at once, and says what it would take.
func TestRateLimitsLongerThanTheTimeout(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		env := acctest.NewInBubble(t)
		server := env.Server(nil)
		pod := attrs{"name": "trainer", "image": "busybox:1", "gpu": attrs{"type_ids": []any{"NVIDIA L40S"}}, "timeouts": attrs{"create": "10m", "delete": "5m"}}
		i := &acctest.Instance{Type: "runpod_pod"}
		limit := sandbox.Fault{Kind: sandbox.FaultStatus, Method: http.MethodPost, PathPrefix: "/pods", Status: http.StatusTooManyRequests, RetryAfter: 30 * time.Minute, Times: 1}
		env.Account.Inject(limit)
		began := time.Now()
		err := server.Apply(t.Context(), i, pod)
		if err == nil || !strings.Contains(err.Error(), "for another 30m0s, and only 10m0s remains") || !strings.Contains(err.Error(), "`timeouts`") {
			t.Errorf("got %v", err)
		}
		if took := time.Since(began); took > time.Minute {
			t.Errorf("took %s to fail", took)
		}
		wait(t.Context(), 30*time.Minute)
		if err := server.Apply(t.Context(), i, pod); err != nil {
			t.Fatal(err)
		}
		limit.Method = http.MethodDelete
		env.Account.Inject(limit)
		err = server.Destroy(t.Context(), i)
		if err == nil || !strings.Contains(err.Error(), "only 5m0s remains") || !i.Exists() {
			t.Errorf("in the state: %t, %v", i.Exists(), err)
		}
		wait(t.Context(), 30*time.Minute)
		if err := server.Destroy(t.Context(), i); err != nil {
			t.Error(err)
		}
	})
}
