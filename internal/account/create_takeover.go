package account

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-log/tflog"

	"github.com/runpod-iac/terraform-provider-runpod/internal/account/journal"
)

// lateArrival is how long after a process was killed what it had asked for may
// still come up on the account.
const lateArrival = time.Minute

// takeOver adopts what an earlier process was creating under this name when it
// was killed. It returns nil where there is no such thing.
func (c *creation[T, R]) takeOver(ctx context.Context, attempt *CreateAttempt) (*T, error) {
	kind := c.kind.Name
	if len(c.guard.leftovers(ctx, kind, c.name)) == 0 {
		return nil, nil
	}
	defer c.alike.underWay.exclusive(ctx)()
	for {
		leftovers := c.guard.leftovers(ctx, kind, c.name)
		if len(leftovers) == 0 {
			return nil, nil
		}
		record, err := leftovers[0].Take()
		if err != nil {
			return nil, WithNextStep(err, "Make that folder writable, so that nothing is created twice, and apply again.")
		}
		if record == nil {
			continue // another process was faster
		}
		object, err := c.findLeftover(ctx, record, leftovers)
		if err != nil {
			return nil, err // the record stays
		}
		if object == nil {
			drop(ctx, record)
			continue
		}
		attempt.made(ctx, record, c.kind.ID(object))
		attempt.warn(fmt.Sprintf("Took over %s %s", kind, c.kind.ID(object)),
			fmt.Sprintf("An earlier run was cut off while it created %s %q, on %s. RunPod had created it all the same, so it was taken over instead of creating another. "+
				"It has the settings of that run: what RunPod does not return, such as a secret value, may differ from what is declared now.",
				kind, c.name, record.Entry.Started.UTC().Format(time.DateTime+" MST")))
		return object, nil
	}
}

// findLeftover looks on the account for what a record speaks of, and claims it.
func (c *creation[T, R]) findLeftover(ctx context.Context, record *journal.Record, leftovers []*journal.Leftover) (*T, error) {
	entry := &record.Entry
	alike := 1
	if entry.ID == "" {
		alike = 0
		for _, l := range leftovers { // this one among them
			if l.Entry.ID == "" && l.Entry.Before != nil {
				alike++
			}
		}
	}
	var unlike []string
	s := search[T]{lost: func() int { return alike }, possible: func(o *T) bool {
		id := c.kind.ID(o)
		if !entry.CouldBe(id) || !c.isNamed(o) {
			return false
		}
		fits := c.kind.fitsRequest(o, c.request)
		if !fits && !slices.Contains(unlike, id) {
			unlike = append(unlike, id)
		}
		return fits
	}}
	if entry.ID == "" && c.guard.clock.Now().Sub(leftovers[0].Touched) < lateArrival {
		s.waits = resolveWaits
	}
	object, candidates, err := c.search(ctx, s)
	switch {
	case object != nil:
		return object, nil
	case err != nil || len(candidates)+len(unlike) > 0:
		return nil, &CutOffError{Kind: c.kind.Name, Name: c.name, Candidates: append(candidates, unlike...), Search: err, Path: record.Path()}
	}
	return nil, nil
}

// leftovers are those of one kind, and of one name unless that is empty.
func (g *CreateGuard) leftovers(ctx context.Context, kind, name string) []*journal.Leftover {
	leftovers, err := g.journal.Leftovers()
	if err != nil {
		tflog.Warn(ctx, "The journal cannot be read", map[string]any{"error": err.Error()})
	}
	return slices.DeleteFunc(leftovers, func(l *journal.Leftover) bool {
		return l.Entry.Kind != kind || (name != "" && l.Entry.Name != name)
	})
}

// MarkTracked says that the state holds an object: nobody has to look for it.
func (g *CreateGuard) MarkTracked(ctx context.Context, kind, id string) {
	g.claim(kind, id)
	for _, l := range g.leftovers(ctx, kind, "") {
		var err error
		switch {
		case !l.Entry.CouldBe(id):
		case l.Entry.ID == id:
			err = l.Drop()
		default:
			err = l.Exclude(id)
		}
		if err != nil {
			tflog.Warn(ctx, "The journal cannot be written", map[string]any{"error": err.Error()})
		}
	}
}

// CutOffError says that an earlier run was killed while it created something,
// and that what it left cannot be taken over.
type CutOffError struct {
	Kind, Name string
	// Candidates are the ids of what it may have created.
	Candidates []string
	// Search is why the account could not be searched.
	Search error
	// Path is that of the record.
	Path string
}

func (e *CutOffError) Error() string {
	cutOff := fmt.Sprintf("an earlier run was cut off while it created %s %q", e.Kind, e.Name)
	switch {
	case e.Search != nil:
		return fmt.Sprintf("%s; looking for it on the account failed: %s", cutOff, e.Search)
	case len(e.Candidates) == 1:
		return fmt.Sprintf("%s; the account has %s, which is not as declared now", cutOff, e.Candidates[0])
	}
	return fmt.Sprintf("%s; the account has several that it may have created: %s", cutOff, strings.Join(e.Candidates, ", "))
}

// Unwrap is what went wrong in the search.
func (e *CutOffError) Unwrap() error { return e.Search }

// NextStep is what the user can do about it.
func (e *CutOffError) NextStep() string {
	if e.Search != nil && !errors.Is(e.Search, context.Canceled) {
		return "It may exist, and bill. Apply again when RunPod answers."
	}
	return fmt.Sprintf("What it created bills: import it by its id, or delete it. If that run created none of them, remove %s. Then apply again.", e.Path)
}
