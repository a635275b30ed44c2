package account

import (
	"context"
	"fmt"
	"time"

	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
)

// TimeoutError says that what was waited for did not come in time.
type TimeoutError struct {
	What    string
	Timeout time.Duration
	// Attribute is what the timeout is written in, such as timeouts.create.
	Attribute string
	// History is what was seen meanwhile, in words; empty where that is not known.
	History string
}

func (e *TimeoutError) Error() string {
	text := fmt.Sprintf("timed out after %s while waiting for %s", e.Timeout, e.What)
	if e.History != "" {
		text += " (" + e.History + ")"
	}
	return text
}

// NextStep is what the user can do about it.
func (e *TimeoutError) NextStep() string {
	raise := fmt.Sprintf("To wait longer, raise `%s` (now %s).", e.Attribute, e.Timeout)
	if e.Attribute == TimeoutCreate {
		return raise // what was created does not stay as it is
	}
	return raise + " The object is in the state: apply again to continue."
}

// Attributes that a timeout is written in.
const (
	TimeoutCreate = "timeouts.create"
	TimeoutUpdate = "timeouts.update"
	TimeoutDelete = "timeouts.delete"
	TimeoutAction = "timeout"
)

// Deadline bounds an operation by the provider's clock, so that tests need not
// live through it.
type Deadline struct {
	clock     runpod.Clock
	end       time.Time
	timeout   time.Duration
	attribute string
}

// NewDeadline starts a deadline now; attribute is what its timeout is written in.
func NewDeadline(clock runpod.Clock, attribute string, timeout time.Duration) Deadline {
	return Deadline{clock: clock, end: clock.Now().Add(timeout), timeout: timeout, attribute: attribute}
}

// Timeout is what the deadline started with.
func (d Deadline) Timeout() time.Duration { return d.timeout }

// Now is the time by the deadline's clock.
func (d Deadline) Now() time.Time { return d.clock.Now() }

// Within is the same deadline, at most so far from now.
func (d Deadline) Within(limit time.Duration) Deadline {
	if end := d.clock.Now().Add(limit); end.Before(d.end) {
		d.end, d.timeout = end, limit
	}
	return d
}

// Passed reports whether nothing is left.
func (d Deadline) Passed() bool { return !d.clock.Now().Before(d.end) }

// Context makes calls of the client obey the deadline where they would wait for
// Runpod's rate limits.
func (d Deadline) Context(ctx context.Context) context.Context {
	return runpod.WithDeadline(ctx, d.end)
}

// Sleep waits for interval or for what is left, whichever is shorter. It
// returns an error only when ctx ends.
func (d Deadline) Sleep(ctx context.Context, interval time.Duration) error {
	if left := d.end.Sub(d.clock.Now()); left < interval {
		interval = left
	}
	if interval <= 0 {
		return ctx.Err()
	}
	return d.clock.Sleep(ctx, interval)
}

// waiting begins a wait for what that may last as long as the deadline.
func (d Deadline) waiting(what string) *Waiting { return newWaiting(d.clock, what, d.timeout) }

// Poll calls check until it says done or fails, every interval, and returns a
// *TimeoutError about what when the deadline passes first. It logs how the wait goes;
// check says what it saw by [Saw].
func (d Deadline) Poll(ctx context.Context, what string, interval time.Duration, check func(context.Context) (done bool, err error)) (err error) {
	w := d.waiting(what)
	ctx = context.WithValue(d.Context(ctx), waitingKey{}, w)
	defer func() { w.End(ctx, err) }()
	for {
		done, err := check(ctx)
		if err != nil || done {
			return err
		}
		w.Look(ctx, nil)
		if d.Passed() {
			return &TimeoutError{What: what, Timeout: d.timeout, Attribute: d.attribute, History: w.History()}
		}
		if err := d.Sleep(ctx, interval); err != nil {
			return fmt.Errorf("waiting for %s: %w", what, err)
		}
	}
}
