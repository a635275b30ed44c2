package account

import "context"

type callerKey struct{}

// WithCaller makes a context know whether the CLI is still there to hear an answer.
// The context itself also ends where the user interrupts, and then the CLI waits for
// what has come about so far.
func WithCaller(ctx context.Context, isGone func() bool) context.Context {
	return context.WithValue(ctx, callerKey{}, isGone)
}

// isCallerGone reports whether nobody is there to hear an answer.
func isCallerGone(ctx context.Context) bool {
	isGone, ok := ctx.Value(callerKey{}).(func() bool)
	return ok && isGone()
}
