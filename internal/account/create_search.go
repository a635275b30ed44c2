package account

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-log/tflog"
)

// resolveTime bounds the search for an object whose answer was lost, also after an
// interruption.
const resolveTime = time.Minute

// resolveWaits are the waits between looks for an object that does not show yet.
var resolveWaits = []time.Duration{2 * time.Second, 5 * time.Second, 10 * time.Second}

// resolve looks for the object, also when the operation was interrupted: what
// bills must get into the state.
func (c *creation[T, R]) resolve(ctx context.Context, before map[string]bool, lost error) (*T, error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), resolveTime)
	defer cancel()
	since := c.since()
	object, candidates, err := c.search(ctx, search[T]{
		possible: func(o *T) bool {
			return !before[c.kind.ID(o)] && c.isNamed(o) && c.kind.fitsRequest(o, c.request) && c.kind.isMadeAfter(o, since)
		},
		lost:  func() int { return c.guard.unresolvedOf(c.alike) },
		waits: resolveWaits,
	})
	if object == nil {
		return nil, &UnresolvedError{Kind: c.kind.Name, Bills: c.kind.Bills, Name: c.name, Lost: lost, Candidates: candidates, Search: err}
	}
	tflog.Warn(ctx, "The response to a create was lost; the object was found", map[string]any{"kind": c.kind.Name, "name": c.name, "id": c.kind.ID(object)})
	return object, nil
}

// search is how to look for what a create without an answer may have made.
type search[T any] struct {
	// possible reports whether it may be this object, if nobody has claimed that.
	possible func(*T) bool
	// lost is how many such creates there are, all alike.
	lost func() int
	// waits are those between looks, for an object that does not show yet.
	waits []time.Duration
}

// search claims and returns the object. It is nil where there is none, or where
// there are more candidates than creates; also where another run in this data
// directory waits for one of the same name, since it may be that one's.
func (c *creation[T, R]) search(ctx context.Context, s search[T]) (object *T, candidates []string, err error) {
	waiting := newWaiting(c.guard.clock, fmt.Sprintf("%s %q to appear, whose create request had no response", c.kind.Name, c.name), 0)
	defer func() { waiting.End(ctx, err) }()
	for look := 0; ; look++ {
		objects, err := c.list(ctx)
		if err != nil {
			return nil, nil, err
		}
		others, rivals := c.guard.journal.Rivals(c.kind.Name, c.name)
		objects = slices.DeleteFunc(objects, func(o T) bool {
			id := c.kind.ID(&o)
			return c.guard.isClaimed(c.kind.Name, id) || others[id] || !s.possible(&o)
		})
		slices.SortFunc(objects, func(a, b T) int { return strings.Compare(c.kind.ID(&a), c.kind.ID(&b)) })
		switch found := len(objects); {
		case found > s.lost() || (found > 0 && rivals > 0):
			for i := range objects {
				candidates = append(candidates, c.kind.ID(&objects[i]))
			}
			return nil, candidates, nil
		case found > 0:
			// As many as were lost, all alike: which is whose makes no difference.
			c.guard.claim(c.kind.Name, c.kind.ID(&objects[0]))
			return &objects[0], nil, nil
		case look == len(s.waits):
			return nil, nil, nil
		}
		waiting.Look(ctx, nil)
		if err := c.guard.clock.Sleep(ctx, s.waits[look]); err != nil {
			return nil, nil, err
		}
	}
}
