package account

import (
	"time"

	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
)

// How far the clocks may differ: Runpod's Date is in whole seconds, and its machines
// are not one. Without a Date the two may be minutes apart.
const (
	knownSkew   = 2 * time.Second
	unknownSkew = 5 * time.Minute
)

// starts is called before a create is sent. It returns the time from which on its
// object can have been made, by Runpod's clock.
func (c *creation[T, R]) starts() time.Time {
	now, skew := c.guard.runpodTime()
	since := now.Add(-skew)
	c.guard.mu.Lock()
	defer c.guard.mu.Unlock()
	for _, earliest := range []*time.Time{&c.alike.since, &c.alike.first} {
		if earliest.IsZero() || since.Before(*earliest) {
			*earliest = since
		}
	}
	return since
}

// since is the time from which on what the lost answers left behind can have been
// made.
func (c *creation[T, R]) since() time.Time {
	c.guard.mu.Lock()
	defer c.guard.mu.Unlock()
	return c.alike.since
}

// runpodTime is what Runpod's clock shows, and how far off that may be.
func (g *CreateGuard) runpodTime() (now time.Time, skew time.Duration) {
	if g.client != nil {
		if now, known := runpod.ServerTime(g.client); known {
			return now, knownSkew
		}
	}
	return g.clock.Now(), unknownSkew
}
