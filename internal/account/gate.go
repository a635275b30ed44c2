package account

import (
	"context"
	"math"

	"golang.org/x/sync/semaphore"
)

// gate lets many through at once, or one alone. Unlike with a [sync.RWMutex],
// whoever waits obeys the context.
type gate struct{ room *semaphore.Weighted }

func newGate() gate { return gate{semaphore.NewWeighted(math.MaxInt64)} }

// shared waits until nobody has it exclusively. The caller calls leave once.
func (g gate) shared(ctx context.Context) (leave func(), err error) {
	if err := g.room.Acquire(ctx, 1); err != nil {
		return nil, err
	}
	return func() { g.room.Release(1) }, nil
}

// exclusive waits until nobody else is in there, whatever happens meanwhile. The
// caller calls leave once.
func (g gate) exclusive(ctx context.Context) (leave func()) {
	_ = g.room.Acquire(context.WithoutCancel(ctx), math.MaxInt64) // fails only by its context
	return func() { g.room.Release(math.MaxInt64) }
}
