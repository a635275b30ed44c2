package tfkit

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

// settleTime is how long after a process was killed what it had asked for may
// still come up on the account.
const settleTime = time.Minute

// takeOver adopts what an earlier process was creating under this name when it
// was killed. It returns nil where there is no such thing.
func takeOver[T any](ctx context.Context, call *Call, c Creation[T], name *sameName) (*T, error) {
	creates := call.creates
	if len(creates.leftovers(ctx, c.Kind, c.Name)) == 0 {
		return nil, nil
	}
	defer name.underWay.alone(ctx)()
	for {
		leftovers := creates.leftovers(ctx, c.Kind, c.Name)
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
		object, err := findLeftover(ctx, creates, c, record, leftovers)
		if err != nil {
			return nil, err // the record stays
		}
		if object == nil {
			drop(ctx, record)
			continue
		}
		call.made(ctx, record, c.ID(object))
		call.diags.AddWarning(fmt.Sprintf("Took over %s %s", c.Kind, c.ID(object)),
			fmt.Sprintf("An earlier run was cut off while it created %s %q, on %s. RunPod had created it all the same, so it was taken over instead of creating another. "+
				"It has the settings of that run: what RunPod does not return, such as a secret value, may differ from what is declared now.",
				c.Kind, c.Name, record.Entry.Started.UTC().Format(time.DateTime+" MST")))
		return object, nil
	}
}

// findLeftover looks on the account for what a record speaks of, and claims it.
func findLeftover[T any](ctx context.Context, creates *Creates, c Creation[T], record *journal.Record, leftovers []*journal.Leftover) (*T, error) {
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
		id := c.ID(o)
		if !entry.CouldBe(id) || !c.Named(o) {
			return false
		}
		if !c.Matches(o) && !slices.Contains(unlike, id) {
			unlike = append(unlike, id)
		}
		return c.Matches(o)
	}}
	if entry.ID == "" && creates.clock.Now().Sub(leftovers[0].Touched) < settleTime {
		s.waits = resolveWaits
	}
	object, candidates, err := s.run(ctx, creates, c)
	switch {
	case object != nil:
		return object, nil
	case err != nil || len(candidates)+len(unlike) > 0:
		return nil, &CutOffError{Kind: c.Kind, Name: c.Name, Candidates: append(candidates, unlike...), Search: err, Path: record.Path()}
	}
	return nil, nil
}

// leftovers are those of one kind, and of one name unless that is empty.
func (c *Creates) leftovers(ctx context.Context, kind, name string) []*journal.Leftover {
	leftovers, err := c.journal.Leftovers()
	if err != nil {
		tflog.Warn(ctx, "The journal cannot be read", map[string]any{"error": err.Error()})
	}
	return slices.DeleteFunc(leftovers, func(l *journal.Leftover) bool {
		return l.Entry.Kind != kind || (name != "" && l.Entry.Name != name)
	})
}

// Tracked says that the state holds an object: nobody has to look for it.
func (c *Creates) Tracked(ctx context.Context, kind, id string) {
	c.claim(kind, id)
	for _, l := range c.leftovers(ctx, kind, "") {
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
