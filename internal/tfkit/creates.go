package tfkit

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/hashicorp/terraform-plugin-log/tflog"

	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
)

const (
	// baselineAge is how long a list of what was there before serves further
	// creates. What this process creates meanwhile is known by its claim.
	baselineAge = 15 * time.Second
	// resolveTime bounds the search for an object whose answer was lost, also
	// after an interruption.
	resolveTime = time.Minute
)

// resolveWaits are the waits between looks for an object that does not show yet.
var resolveWaits = []time.Duration{2 * time.Second, 5 * time.Second, 10 * time.Second}

// Creates keeps track of what one configured provider creates, so that a create
// whose answer was lost can be resolved and is never repeated.
type Creates struct {
	clock runpod.Clock

	mu        sync.Mutex
	baselines map[string]*baseline // by kind
	claimed   map[string]bool      // by kind and id
	names     map[string]*sameName // by kind and name
}

// baseline is what was on the account before.
type baseline struct {
	mu  sync.Mutex
	ids map[string]bool
	at  time.Time
}

// sameName orders the creates of one name: an answer that was lost is resolved
// while no other of them is under way.
type sameName struct {
	underWay   sync.RWMutex
	unresolved int // guarded by Creates.mu
}

// NewCreates starts with nothing claimed.
func NewCreates(clock runpod.Clock) *Creates {
	return &Creates{clock: clock, baselines: map[string]*baseline{}, claimed: map[string]bool{}, names: map[string]*sameName{}}
}

// Creation is one create.
type Creation[T any] struct {
	Kind, Name string
	// Create asks RunPod once.
	Create func(context.Context) (*T, error)
	// List returns everything of the kind.
	List func(context.Context) ([]T, error)
	// ID names an object, and Matches reports whether one has the declared name
	// and shape.
	ID      func(*T) string
	Matches func(*T) bool
}

// Create creates an object. Where the answer is lost it lists, and adopts the
// one object that is new, matches and is not claimed by another create; several
// or none make an [UnresolvedError].
func Create[T any](ctx context.Context, creates *Creates, c Creation[T]) (*T, error) {
	before, listErr := baselineOf(ctx, creates, c)
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	name := creates.named(c.Kind, c.Name)
	name.underWay.RLock()
	object, err := c.Create(ctx)
	if err == nil {
		creates.claim(c.Kind, c.ID(object))
	}
	_, ambiguous := errors.AsType[*runpod.AmbiguousError](err)
	if ambiguous {
		creates.countUnresolved(name, 1)
	}
	name.underWay.RUnlock()
	if !ambiguous {
		return object, err
	}
	defer creates.countUnresolved(name, -1)
	name.underWay.Lock()
	defer name.underWay.Unlock()
	if listErr != nil {
		return nil, &UnresolvedError{Kind: c.Kind, Name: c.Name, Lost: err, Search: fmt.Errorf("what was there before is not known: %w", listErr)}
	}
	return resolve(ctx, creates, c, name, before, err)
}

// resolve looks for the object, also when the operation was interrupted: what
// bills must get into the state.
func resolve[T any](ctx context.Context, creates *Creates, c Creation[T], name *sameName, before map[string]bool, lost error) (*T, error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), resolveTime)
	defer cancel()
	failure := &UnresolvedError{Kind: c.Kind, Name: c.Name, Lost: lost}
	for look := 0; ; look++ {
		objects, err := c.List(ctx)
		if err != nil {
			failure.Search = err
			return nil, failure
		}
		candidates := slices.DeleteFunc(objects, func(o T) bool {
			return before[c.ID(&o)] || creates.isClaimed(c.Kind, c.ID(&o)) || !c.Matches(&o)
		})
		slices.SortFunc(candidates, func(a, b T) int { return strings.Compare(c.ID(&a), c.ID(&b)) })
		switch found := len(candidates); {
		case found > creates.unresolvedOf(name):
			for i := range candidates {
				failure.Candidates = append(failure.Candidates, c.ID(&candidates[i]))
			}
			return nil, failure
		case found > 0:
			// As many as were lost, all alike: which is whose makes no difference.
			object := &candidates[0]
			creates.claim(c.Kind, c.ID(object))
			tflog.Warn(ctx, "The answer to a create was lost; the object was found", map[string]any{"kind": c.Kind, "name": c.Name, "id": c.ID(object)})
			return object, nil
		case look == len(resolveWaits):
			return nil, failure
		}
		if err := creates.clock.Sleep(ctx, resolveWaits[look]); err != nil {
			failure.Search = err
			return nil, failure
		}
	}
}

// baselineOf returns the ids of what is on the account now, or was moments ago.
func baselineOf[T any](ctx context.Context, creates *Creates, c Creation[T]) (map[string]bool, error) {
	b := creates.baselineOf(c.Kind)
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.ids != nil && creates.clock.Now().Sub(b.at) < baselineAge {
		return b.ids, nil
	}
	objects, err := c.List(ctx)
	if err != nil {
		return nil, err
	}
	ids := make(map[string]bool, len(objects))
	for i := range objects {
		ids[c.ID(&objects[i])] = true
	}
	b.ids, b.at = ids, creates.clock.Now()
	return ids, nil
}

func (c *Creates) baselineOf(kind string) *baseline {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.baselines[kind] == nil {
		c.baselines[kind] = &baseline{}
	}
	return c.baselines[kind]
}

func (c *Creates) named(kind, name string) *sameName {
	c.mu.Lock()
	defer c.mu.Unlock()
	key := kind + "\x00" + name
	if c.names[key] == nil {
		c.names[key] = &sameName{}
	}
	return c.names[key]
}

func (c *Creates) claim(kind, id string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.claimed[kind+"\x00"+id] = true
}

func (c *Creates) isClaimed(kind, id string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.claimed[kind+"\x00"+id]
}

func (c *Creates) countUnresolved(name *sameName, change int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	name.unresolved += change
}

func (c *Creates) unresolvedOf(name *sameName) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return name.unresolved
}

// UnresolvedError says that the answer to a create was lost, and what the account
// shows.
type UnresolvedError struct {
	Kind, Name string
	// Lost is how the answer was lost.
	Lost error
	// Candidates are the ids of several new objects that could be it.
	Candidates []string
	// Search is why the account could not be searched.
	Search error
}

func (e *UnresolvedError) Error() string {
	switch {
	case e.Search != nil:
		return fmt.Sprintf("%s; looking for the %s on the account failed too: %s", e.Lost, e.Kind, e.Search)
	case len(e.Candidates) > 0:
		return fmt.Sprintf("%s; the account now has several new %ss called %q of this shape: %s", e.Lost, e.Kind, e.Name, strings.Join(e.Candidates, ", "))
	default:
		return fmt.Sprintf("%s; the account shows no new %s called %q", e.Lost, e.Kind, e.Name)
	}
}

// Unwrap gives both causes.
func (e *UnresolvedError) Unwrap() []error { return []error{e.Lost, e.Search} }

// NextStep is what the user can do about it.
func (e *UnresolvedError) NextStep() string {
	switch {
	case e.Search != nil:
		return fmt.Sprintf("RunPod may or may not have created it. Look in the RunPod console for a %s called %q before you apply again, and import or delete it if it is there, because it bills.", e.Kind, e.Name)
	case len(e.Candidates) > 0:
		return "One of them is the one that was just created. Import it by its id, and delete those that nobody needs, because each of them bills."
	default:
		return "As far as RunPod shows nothing was created and nothing bills: apply again."
	}
}
