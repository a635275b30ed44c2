package runpod

import (
	"fmt"
	"math"
	"net/http"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// What remains is shared out among those who wait, also while no answer of a new window is there.
func TestWhatRemainsIsSharedOut(t *testing.T) {
	t.Parallel()
	for name, policy := range map[string]string{"with its quota": `"minute";q=3;w=60`, "without": ""} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				var mu sync.Mutex
				left, end, asked, refused := 3, time.Time{}, 0, 0
				c := mustNew(t, Config{APIKey: testKey, MaxRetries: 4, Transport: roundTripFunc(func(req *http.Request) (*http.Response, error) {
					time.Sleep(100 * time.Millisecond) //nolint:forbidigo // fake time
					mu.Lock()
					resp, now := respond(req, 200, podJSON), time.Now()
					if !now.Before(end) {
						left, end = 3, now.Add(time.Minute)
					}
					if asked++; left == 0 {
						refused++
						resp = respond(req, 429, "")
					} else {
						left--
					}
					resp.Header.Set("RateLimit", fmt.Sprintf(`"minute";r=%d;t=%d`, left, int(math.Ceil(end.Sub(now).Seconds()))))
					if policy != "" {
						resp.Header.Set("RateLimit-Policy", policy)
					}
					mu.Unlock()
					time.Sleep(100 * time.Millisecond) //nolint:forbidigo // fake time
					return resp, nil
				})})
				if _, err := c.GetPod(t.Context(), "p1"); err != nil {
					t.Fatal(err)
				}
				began := time.Now()
				var wg sync.WaitGroup
				for range 20 {
					wg.Go(func() {
						if _, err := c.GetPod(t.Context(), "p1"); err != nil {
							t.Error(err)
						}
					})
				}
				wg.Wait()
				if refused != 0 || time.Since(began) > 7*time.Minute+10*time.Second {
					t.Errorf("%d of %d refused, after %s", refused, asked, time.Since(began))
				}
			})
		})
	}
}
