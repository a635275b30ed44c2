package sandbox

import (
	"context"
	"sync"
	"time"

	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
)

// fastClock is a clock on which time passes several times as fast as on this machine's.
type fastClock struct {
	start time.Time
	speed float64
}

// FastClock returns a clock that shows the real time now, and on which speed seconds pass in one.
// It is a [runpod.Clock]. The speed is positive.
func FastClock(speed float64) runpod.Clock {
	return fastClock{start: time.Now(), speed: speed}
}

func (c fastClock) Now() time.Time {
	return c.start.Add(time.Duration(float64(time.Since(c.start)) * c.speed))
}

func (c fastClock) Sleep(ctx context.Context, d time.Duration) error {
	return runpod.SystemClock().Sleep(ctx, time.Duration(float64(d)/c.speed))
}

// FakeClock is a clock that stands still until it is moved. It is a
// [runpod.Clock]: given to a client and to an [Account] alike, the account's
// time passes while the client waits, and nobody really waits. It is safe for
// concurrent use.
type FakeClock struct {
	mu  sync.Mutex
	now time.Time
}

var _ runpod.Clock = (*FakeClock)(nil)

// NewFakeClock returns a clock that stands at start.
func NewFakeClock(start time.Time) *FakeClock {
	return &FakeClock{now: start}
}

// Now returns the time the clock stands at.
func (c *FakeClock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// Advance moves the clock by d.
func (c *FakeClock) Advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// Sleep moves the clock by d and returns at once, or returns the context's
// error if that has ended.
func (c *FakeClock) Sleep(ctx context.Context, d time.Duration) error {
	if err := ctx.Err(); err != nil || d <= 0 {
		return err
	}
	c.Advance(d)
	return nil
}
