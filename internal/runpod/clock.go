package runpod

import (
	"context"
	"time"
)

// Clock is the time the client lives by.
type Clock interface {
	Now() time.Time
	// Sleep waits for d, or returns the context's error if that ends first.
	Sleep(ctx context.Context, d time.Duration) error
}

// SystemClock is the real time.
func SystemClock() Clock {
	return systemClock{}
}

type systemClock struct{}

func (systemClock) Now() time.Time {
	return time.Now()
}

func (systemClock) Sleep(ctx context.Context, d time.Duration) error {
	if err := ctx.Err(); err != nil || d <= 0 {
		return err
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}
