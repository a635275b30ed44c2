package account

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-log/tflog"

	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
)

// How often a wait says at level INFO that it goes on: after the first pause, then
// after twice as long each time, up to the last.
const (
	firstWord = 10 * time.Second
	lastWord  = 10 * time.Minute
)

// maxSightings is how much of what a wait saw is kept: the latest.
const maxSightings = 8

// Waiting is a wait under way. At level INFO the log has what is waited for, what is
// seen or tried meanwhile, and how it ended; not each look, but each change, and the
// rest at growing intervals. What is seen must not hold anything secret, nor anything
// that differs at each look, such as a request ID.
type Waiting struct {
	clock   runpod.Clock
	what    string
	limit   time.Duration
	began   time.Time
	next    time.Time // when it says again that it goes on
	pause   time.Duration
	seen    []sighting
	omitted int
	looks   int
}

type sighting struct {
	after time.Duration
	what  string
}

// waitingKey is where Poll leaves its Waiting for Saw.
type waitingKey struct{}

// newWaiting begins a wait for what, which says nothing before the first Look.
func newWaiting(clock runpod.Clock, what string, limit time.Duration) *Waiting {
	now := clock.Now()
	return &Waiting{clock: clock, what: what, limit: limit, began: now, next: now, pause: firstWord}
}

// Saw tells the wait whose check this is what the check saw, such as "pod k3x9q2m7ab is
// STARTING".
func Saw(ctx context.Context, format string, values ...any) {
	if w, ok := ctx.Value(waitingKey{}).(*Waiting); ok {
		w.saw(fmt.Sprintf(format, values...))
	}
}

func (w *Waiting) saw(what string) {
	if last := len(w.seen) - 1; last >= 0 && w.seen[last].what == what {
		return
	}
	if len(w.seen) == maxSightings {
		w.seen = append(w.seen[:1], w.seen[2:]...) // the first stays
		w.omitted++
	}
	now := w.clock.Now()
	w.seen = append(w.seen, sighting{now.Sub(w.began), what})
	w.next = now
}

// Look ends a look, or a round of tries, that did not bring what is waited for.
func (w *Waiting) Look(ctx context.Context, fields map[string]any) {
	w.looks++
	now := w.clock.Now()
	if now.Before(w.next) {
		return
	}
	message := "Waiting for "
	if w.looks > 1 {
		message = "Still waiting for "
		w.pause = min(2*w.pause, lastWord)
	}
	w.next = now.Add(w.pause)
	w.say(ctx, message+w.what, fields)
}

// End says how a wait ended that went on after its first look.
func (w *Waiting) End(ctx context.Context, err error) {
	switch {
	case w.looks == 0:
	case err != nil:
		w.say(ctx, "Gave up waiting for "+w.what, nil)
	default:
		w.say(ctx, "Finished waiting for "+w.what, nil)
	}
}

func (w *Waiting) say(ctx context.Context, message string, more map[string]any) {
	fields := map[string]any{"waited": w.elapsed().Round(time.Second).String(), "looks": w.looks}
	if w.limit > 0 {
		fields["at_most"] = w.limit.String()
	}
	if last := len(w.seen) - 1; last >= 0 {
		fields["seen"] = w.seen[last].what
	}
	tflog.Info(ctx, message, fields, more)
}

// elapsed is how long the wait lasts by now.
func (w *Waiting) elapsed() time.Duration { return w.clock.Now().Sub(w.began) }

// History is what was seen, for an error; empty where nothing was.
func (w *Waiting) History() string {
	if len(w.seen) == 0 {
		return ""
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%d checks, ", w.looks)
	for i, s := range w.seen {
		if i > 0 {
			b.WriteString("; ")
		}
		if i == 1 && w.omitted > 0 {
			b.WriteString("...; ")
		}
		fmt.Fprintf(&b, "after %s: %s", s.after.Round(time.Second), s.what)
	}
	return b.String()
}
