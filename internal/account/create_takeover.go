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

// latestArrival is how long after that something can have been made at all: what is
// younger is somebody else's.
const latestArrival = 10 * time.Minute

// takeOver adopts what an earlier process was creating under this name when it
// was killed. It returns nil where there is no such thing.
func (c *creation[T, R]) takeOver(ctx context.Context, attempt *CreateAttempt) (*T, error) {
	kind := c.kind.Name
	if len(c.guard.leftovers(ctx, kind, c.name)) == 0 {
		return nil, nil
	}
	defer c.alike.underWay.exclusive(ctx)()
	for {
		leftovers, err := c.lost(ctx, c.guard.leftovers(ctx, kind, c.name))
		if len(leftovers) == 0 || err != nil {
			return nil, err
		}
		record, err := leftovers[0].Take()
		if err != nil {
			return nil, WithNextStep(err, "Make that directory writable, so that nothing is created twice, and apply again.")
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
		attempt.warn(fmt.Sprintf("Took over %s %q (%s)", kind, c.name, c.kind.ID(object)),
			fmt.Sprintf("An earlier run was interrupted after it had requested it, on %s, and %s is in no known state. Runpod did create it, so this run took it over instead of creating another. "+
				"It has the settings of that run: what Runpod does not return, such as a secret value, may differ from the current configuration.",
				record.Entry.Started.UTC().Format(time.DateTime+" MST"), c.kind.ID(object)))
		return object, nil
	}
}

// lost are the leftovers that no state holds. What Terraform was told about may be in
// the state: where the run ended in order it is taken to be there until a plan of the
// whole state has missed it, and where the run was cut off nothing is certain.
func (c *creation[T, R]) lost(ctx context.Context, leftovers []*journal.Leftover) ([]*journal.Leftover, error) {
	var lost []*journal.Leftover
	for _, l := range leftovers {
		if c.guard.isTracked(c.kind.Name, l.Entry.ID) || c.guard.journal.InLocalState(l.Entry.ID) {
			continue
		}
		if l.IsLost() && l.Relation == journal.Same {
			lost = append(lost, l)
			continue
		}
		if !l.IsLost() && !l.Entry.CutOff {
			continue
		}
		ids, err := c.baseline(ctx)
		switch {
		case err != nil:
			return nil, &CutOffError{Kind: c.kind.Name, Name: c.name, Search: err, Path: l.Path()}
		case !isOfAccount(&l.Entry, ids):
			continue
		case l.IsLost(): // by another key of this account
			lost = append(lost, l)
		case c.wouldFit(l.Entry.ID):
			return nil, &CutOffError{Kind: c.kind.Name, Name: c.name, Candidates: []string{l.Entry.ID}, Undecided: true, Path: l.Path()}
		}
	}
	return lost, nil
}

// isOfAccount reports whether an account with these IDs is the one that an entry was
// written for.
func isOfAccount(entry *journal.Entry, ids map[string]bool) bool {
	return ids[entry.ID] || (entry.ID == "" && slices.ContainsFunc(entry.Before, func(id string) bool { return ids[id] }))
}

// wouldFit reports whether an object that was just listed is like what is asked for.
func (c *creation[T, R]) wouldFit(id string) bool {
	return slices.ContainsFunc(c.listed(), func(o T) bool {
		return c.kind.ID(&o) == id && c.isNamed(&o) && c.kind.fitsRequest(&o, c.request)
	})
}

// findLeftover looks on the account for what a record mentions, and claims it.
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
		if !entry.CouldBe(id) || !c.isNamed(o) || (entry.ID == "" && !c.isInTime(o, entry, leftovers[0].Touched)) {
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

// isInTime reports whether an object was made when it can have been by what a process
// had sent that was killed at a time.
func (c *creation[T, R]) isInTime(o *T, entry *journal.Entry, killed time.Time) bool {
	if c.kind.Created == nil || entry.Since.IsZero() {
		return true
	}
	latest := entry.Since.Add(max(killed.Sub(entry.Started), 0) + latestArrival)
	return c.kind.isMadeAfter(o, entry.Since) && !c.kind.Created(o).After(latest)
}

// leftovers are those of one kind and name on this account, as far as that is known.
func (g *CreateGuard) leftovers(ctx context.Context, kind, name string) []*journal.Leftover {
	leftovers, err := g.journal.Leftovers()
	if err != nil {
		tflog.Warn(ctx, "The journal cannot be read", map[string]any{"error": err.Error()})
	}
	return slices.DeleteFunc(leftovers, func(l *journal.Leftover) bool {
		return l.Entry.Kind != kind || l.Entry.Name != name || l.Relation == journal.OtherAddress || l.Relation == journal.OtherBackend
	})
}

// CutOffError says that an earlier run was killed while it created something,
// and that what it left cannot be taken over.
type CutOffError struct {
	Kind, Name string
	// Candidates are the IDs of what it may have created.
	Candidates []string
	// Undecided says that the state may hold the one candidate.
	Undecided bool
	// Search is why the account could not be searched.
	Search error
	// Path is that of the record.
	Path string
}

func (e *CutOffError) Error() string {
	cutOff := fmt.Sprintf("an earlier run was interrupted while it created %s %q", e.Kind, e.Name)
	switch {
	case e.Search != nil:
		return fmt.Sprintf("%s; searching the account for it failed: %s", cutOff, e.Search)
	case e.Undecided:
		return fmt.Sprintf("an earlier run was interrupted after it had created %s %q; the account has %s, and whether a state contains it cannot be determined", e.Kind, e.Name, e.Candidates[0])
	case len(e.Candidates) == 1:
		return fmt.Sprintf("%s; the account has %s, which differs from the current configuration", cutOff, e.Candidates[0])
	}
	return fmt.Sprintf("%s; several objects on the account match: %s", cutOff, strings.Join(e.Candidates, ", "))
}

// Unwrap is what went wrong in the search.
func (e *CutOffError) Unwrap() error { return e.Search }

// NextStep is what the user can do about it.
func (e *CutOffError) NextStep() string {
	if e.Search != nil && !errors.Is(e.Search, context.Canceled) {
		return "It may exist and bill. Apply again when Runpod responds."
	}
	if e.Undecided {
		return fmt.Sprintf("Nothing was created. Create a new plan of the whole state, without -target, and apply it: it takes over the object if no state contains it. "+
			"If this is the only plan, import %s, or remove %s to create another one beside it.", e.Candidates[0], e.Path)
	}
	return fmt.Sprintf("The object that it created bills: import it by its ID, or delete it. If that run created none of them, remove %s. Then apply again.", e.Path)
}
