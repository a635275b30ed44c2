package account

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
)

// Waits between two rounds through all candidates.
const (
	firstRoundWait = 10 * time.Second
	maxRoundWait   = 2 * time.Minute
)

// Placement creates what needs capacity. C is one place to ask for, T what is
// created there.
type Placement[C fmt.Stringer, T any] struct {
	Deadline Deadline
	// Candidates are tried in order, round after round.
	Candidates []C
	Create     func(context.Context, C) (*T, error)
	Widen      Widening
}

// Widening is how to ask for more: parts of a sentence, such as "lower or remove `gpu.min_cuda_version`". Each is
// about something that is declared.
type Widening struct {
	Constraints []string // what a host must have
	Places      []string // what to try, and where
}

// advice is one sentence, with the constraints first if they are why there is no room.
func (w Widening) advice(overConstrained bool) string {
	parts := slices.Concat(w.Places, w.Constraints)
	if overConstrained {
		parts = slices.Concat(w.Constraints, w.Places)
	}
	parts = append(parts, "raise `timeouts.create`")
	if last := len(parts) - 1; last > 0 {
		parts[last] = "or " + parts[last]
	}
	if len(parts) == 2 {
		return sentence(strings.Join(parts, " "))
	}
	return sentence(strings.Join(parts, ", "))
}

func sentence(words string) string { return strings.ToUpper(words[:1]) + words[1:] + "." }

// Place walks the candidates until one has room, and starts over until the
// deadline while any of them may come free.
func (p Placement[C, T]) Place(ctx context.Context) (*T, error) {
	ctx = p.Deadline.Context(ctx)
	waiting := p.Deadline.waiting("capacity")
	created, err := p.place(ctx, waiting)
	waiting.End(ctx, err)
	return created, err
}

func (p Placement[C, T]) place(ctx context.Context, waiting *Waiting) (*T, error) {
	wait := firstRoundWait
	var rounds []time.Duration
	for round := 1; ; round++ {
		rounds = append(rounds, waiting.elapsed())
		failure := &placementError{rounds: rounds, timeout: p.Deadline.Timeout(), hopeless: true, widen: p.Widen}
		for _, at := range p.Candidates {
			created, err := p.Create(ctx, at)
			if err == nil {
				waiting.saw(fmt.Sprintf("%s has room", at))
				return created, nil
			}
			if !tryNext(err) {
				return nil, fmt.Errorf("on %s: %w", at, err)
			}
			failure.hopeless = failure.hopeless && !runpod.IsCapacity(err)
			failure.refusals = append(failure.refusals, placeRefusal{at: at, err: err})
		}
		switch {
		case len(failure.refusals) == 0:
			return nil, errors.New("no candidates to try")
		case failure.hopeless && len(failure.refusals) == 1:
			return nil, failure.refusals[0].err
		case failure.hopeless || p.Deadline.Passed():
			return nil, failure
		}
		waiting.Look(ctx, map[string]any{"round": round, "next_round_in": wait.String(), "tried": failure.tried()})
		if err := p.Deadline.Sleep(ctx, wait); err != nil {
			return nil, fmt.Errorf("waiting for capacity: %w; last responses: %w", err, failure)
		}
		wait = min(2*wait, maxRoundWait)
	}
}

// tryNext reports whether another candidate may fare better. A refusal of 400
// may be a lack of capacity in words not known yet; 403 closes one pool only.
func tryNext(err error) bool {
	if _, ok := errors.AsType[*runpod.AmbiguousError](err); ok {
		return false
	}
	return runpod.IsCapacity(err) || runpod.HasStatus(err, 400, 403)
}

// placeRefusal is why a candidate did not work out.
type placeRefusal struct {
	at  fmt.Stringer
	err error
}

// placementError lists every candidate and why it failed, each by its last
// answer.
type placementError struct {
	refusals []placeRefusal
	rounds   []time.Duration // when each began
	timeout  time.Duration
	widen    Widening
	// hopeless is set where no candidate failed for lack of capacity, so that
	// waiting would not have helped.
	hopeless bool
}

func (e *placementError) Error() string {
	var b strings.Builder
	if e.hopeless {
		b.WriteString("Runpod refused every candidate, none of them for lack of capacity:")
	} else {
		fmt.Fprintf(&b, "no capacity within %s, in %d rounds of all candidates:", e.timeout, len(e.rounds))
	}
	for _, r := range e.refusals {
		fmt.Fprintf(&b, "\n  - %s: %s", r.at, r.err)
	}
	b.WriteString(e.times())
	return b.String()
}

// shownRounds is how many rounds an error shows the time of: the first ones, and the last.
const shownRounds = 6

// times says when the rounds were, where there was more than one.
func (e *placementError) times() string {
	if len(e.rounds) < 2 {
		return ""
	}
	var times []string
	for i, after := range e.rounds {
		switch last := len(e.rounds) - 1; {
		case i < shownRounds-1 || i == last:
			times = append(times, after.Round(time.Second).String())
		case i == last-1:
			times = append(times, "...")
		}
	}
	return "\nThe rounds began after " + strings.Join(times, ", ")
}

// tried are the candidates of a round.
func (e *placementError) tried() string {
	var names []string
	for _, r := range e.refusals {
		names = append(names, r.at.String())
	}
	return strings.Join(names, ", ")
}

// Unwrap gives the last refusal, which is what to read where the fault is in the
// request.
func (e *placementError) Unwrap() error { return e.refusals[len(e.refusals)-1].err }

// NextStep is what the user can do about it.
func (e *placementError) NextStep() string {
	if e.hopeless {
		return "Nothing was created. Runpod uses the same response for invalid requests and for missing capacity, so treat it as a configuration error."
	}
	overConstrained := slices.ContainsFunc(e.refusals, func(r placeRefusal) bool { return runpod.IsOverConstrained(r.err) })
	return "Nothing was created and nothing bills. " + e.widen.advice(overConstrained)
}
