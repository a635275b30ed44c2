package runpod

import (
	"context"
	"fmt"
	"time"
)

type (
	deadlineKey   struct{}
	bestEffortKey struct{}
)

// WithDeadline bounds what calls wait for Runpod's rate limits: a wait that would
// go past the deadline is not begun, and fails with a [RateLimitError]. The
// deadline is one of the client's clock, and does not end the context.
func WithDeadline(ctx context.Context, deadline time.Time) context.Context {
	if earlier, ok := ctx.Value(deadlineKey{}).(time.Time); ok && earlier.Before(deadline) {
		return ctx
	}
	return context.WithValue(ctx, deadlineKey{}, deadline)
}

// BestEffort is for calls whose caller can do without the answer: they fail at
// once where Runpod cannot be reached, and wait no longer than patience for its
// rate limits.
func BestEffort(ctx context.Context, patience time.Duration) context.Context {
	return context.WithValue(ctx, bestEffortKey{}, patience)
}

type onceKey struct{}

// Once is for calls that are not repeated after a failure. A rate limit is waited for anyway.
func Once(ctx context.Context) context.Context {
	return context.WithValue(ctx, onceKey{}, true)
}

func isOnce(ctx context.Context) bool {
	once, _ := ctx.Value(onceKey{}).(bool)
	return once
}

func isBestEffort(ctx context.Context) bool {
	_, ok := ctx.Value(bestEffortKey{}).(time.Duration)
	return ok
}

// roomOf is how long a call may wait for rate limits from now on; patience is
// that of a call without a deadline.
func roomOf(ctx context.Context, now time.Time, patience time.Duration) time.Duration {
	room := patience
	if deadline, ok := ctx.Value(deadlineKey{}).(time.Time); ok {
		room = deadline.Sub(now)
	}
	if most, ok := ctx.Value(bestEffortKey{}).(time.Duration); ok {
		room = min(room, most)
	}
	return max(room, 0)
}

// RateLimitError says that Runpod's rate limits are used up for longer than the
// caller can wait. The request was not sent, or was refused.
type RateLimitError struct {
	Reason string        // as in `Runpod's "hour" rate limit is used up`
	Wait   time.Duration // until there is room again
	Left   time.Duration // that the caller had
}

func (e *RateLimitError) Error() string {
	return fmt.Sprintf("%s for another %s, and only %s remains", e.Reason, e.Wait.Round(time.Second), e.Left.Round(time.Second))
}

// NextStep is what the user can do about it.
func (e *RateLimitError) NextStep() string {
	return fmt.Sprintf("Apply again in %s, when Runpod accepts requests again, or raise the matching value in the resource's `timeouts` block, if it has one. "+
		"Everything that uses this account shares the limit.", e.Wait.Round(time.Second))
}
