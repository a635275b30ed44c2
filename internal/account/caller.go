package account

import "context"

type callerKey struct{}

// WithCaller makes a context know that of the call it belongs to, which ends with
// the connection to the CLI. The operation's own also ends where the user interrupts,
// and then the CLI still waits for the answer.
func WithCaller(ctx context.Context) context.Context {
	return context.WithValue(ctx, callerKey{}, ctx)
}

// isCallerGone reports whether nobody is there to hear an answer.
func isCallerGone(ctx context.Context) bool {
	caller, ok := ctx.Value(callerKey{}).(context.Context)
	return ok && caller.Err() != nil
}
