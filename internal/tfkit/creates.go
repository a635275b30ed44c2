package tfkit

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/hashicorp/terraform-plugin-log/tflog"

	"github.com/runpod-iac/terraform-provider-runpod/internal/account/journal"
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
	clock   runpod.Clock
	journal *journal.Journal
	listing Locks // of a kind's baseline

	mu        sync.Mutex
	baselines map[string]*baseline       // by kind
	claimed   map[string]map[string]bool // by kind, then by id
	names     map[string]*sameName       // by kind and name
}

// baseline is what was on the account before.
type baseline struct {
	ids map[string]bool
	at  time.Time
}

// sameName orders the creates of one name: an answer that was lost is resolved
// while no other of them is under way.
type sameName struct {
	underWay gate

	// Guarded by Creates.mu.
	unresolved int
	atWork     int
	// before is what was there before the first of those at work now. They share
	// it, for what lost answers left behind could be any of theirs.
	before map[string]bool
}

// NewCreates starts with nothing claimed. Its records, which may be nil, outlive the
// process.
func NewCreates(clock runpod.Clock, records *journal.Journal) *Creates {
	return &Creates{
		clock: clock, journal: records,
		baselines: map[string]*baseline{}, claimed: map[string]map[string]bool{}, names: map[string]*sameName{},
	}
}

// Creation is one create.
type Creation[T any] struct {
	Kind, Name string
	// Create asks RunPod once.
	Create func(context.Context) (*T, error)
	// List returns everything of the kind.
	List func(context.Context) ([]T, error)
	// ID names an object.
	ID func(*T) string
	// Named reports whether one has the declared name, and Matches whether one of
	// that name has the declared shape. Without Matches, each of that name has.
	Named, Matches func(*T) bool
}

// Create creates an object. Where the answer is lost it lists, and adopts the
// one object that is new, matches and is not claimed by another create; several
// or none make an [UnresolvedError]. What an earlier process was creating when it
// was killed is adopted in the same way, instead of creating another.
func Create[T any](ctx context.Context, call *Call, c Creation[T]) (*T, error) {
	if c.Matches == nil {
		c.Matches = func(*T) bool { return true }
	}
	creates := call.creates
	name := creates.named(c.Kind, c.Name)
	if object, err := takeOver(ctx, call, c, name); object != nil || err != nil {
		return object, err
	}
	defer creates.enter(name)()
	before, listErr := beforeOf(ctx, creates, c, name)
	leave, err := name.underWay.together(ctx)
	if err != nil {
		return nil, err
	}
	record := call.begin(ctx, c.Kind, c.Name, before)
	object, err := c.Create(ctx)
	if err == nil {
		creates.claim(c.Kind, c.ID(object))
	}
	_, ambiguous := errors.AsType[*runpod.AmbiguousError](err)
	if ambiguous {
		creates.countUnresolved(name, 1)
	}
	leave()
	if err == nil {
		call.made(ctx, record, c.ID(object))
		return object, nil
	}
	if !ambiguous {
		drop(ctx, record)
		return nil, err
	}
	defer creates.countUnresolved(name, -1)
	defer name.underWay.alone(ctx)()
	if listErr != nil {
		return nil, &UnresolvedError{Kind: c.Kind, Name: c.Name, Lost: err, Search: fmt.Errorf("what was there before is not known: %w", listErr)}
	}
	// The record of what stays unresolved stays too: the next run looks again.
	object, err = resolve(ctx, creates, c, name, before, err)
	if err == nil {
		call.made(ctx, record, c.ID(object))
	}
	return object, err
}

// resolve looks for the object, also when the operation was interrupted: what
// bills must get into the state.
func resolve[T any](ctx context.Context, creates *Creates, c Creation[T], name *sameName, before map[string]bool, lost error) (*T, error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), resolveTime)
	defer cancel()
	object, candidates, err := search[T]{
		possible: func(o *T) bool { return !before[c.ID(o)] && c.Named(o) && c.Matches(o) },
		lost:     func() int { return creates.unresolvedOf(name) },
		waits:    resolveWaits,
	}.run(ctx, creates, c)
	if object == nil {
		return nil, &UnresolvedError{Kind: c.Kind, Name: c.Name, Lost: lost, Candidates: candidates, Search: err}
	}
	tflog.Warn(ctx, "The answer to a create was lost; the object was found", map[string]any{"kind": c.Kind, "name": c.Name, "id": c.ID(object)})
	return object, nil
}

// search looks for what a create without an answer may have made.
type search[T any] struct {
	// possible reports whether it may be this object, if nobody has claimed that.
	possible func(*T) bool
	// lost is how many such creates there are, all alike.
	lost func() int
	// waits are those between looks, for an object that does not show yet.
	waits []time.Duration
}

// run claims and returns the object. It is nil where there is none, or where
// there are more candidates than creates.
func (s search[T]) run(ctx context.Context, creates *Creates, c Creation[T]) (object *T, candidates []string, err error) {
	for look := 0; ; look++ {
		objects, err := c.List(ctx)
		if err != nil {
			return nil, nil, err
		}
		objects = slices.DeleteFunc(objects, func(o T) bool {
			return creates.isClaimed(c.Kind, c.ID(&o)) || !s.possible(&o)
		})
		slices.SortFunc(objects, func(a, b T) int { return strings.Compare(c.ID(&a), c.ID(&b)) })
		switch found := len(objects); {
		case found > s.lost():
			for i := range objects {
				candidates = append(candidates, c.ID(&objects[i]))
			}
			return nil, candidates, nil
		case found > 0:
			// As many as were lost, all alike: which is whose makes no difference.
			creates.claim(c.Kind, c.ID(&objects[0]))
			return &objects[0], nil, nil
		case look == len(s.waits):
			return nil, nil, nil
		}
		if err := creates.clock.Sleep(ctx, s.waits[look]); err != nil {
			return nil, nil, err
		}
	}
}

// beforeOf returns the ids of what was there before a create, and before the
// others of its name that are at work.
func beforeOf[T any](ctx context.Context, creates *Creates, c Creation[T], name *sameName) (map[string]bool, error) {
	ids, err := baselineOf(ctx, creates, c)
	if err != nil {
		return nil, err
	}
	creates.mu.Lock()
	defer creates.mu.Unlock()
	if name.before == nil {
		name.before = ids
	}
	return name.before, nil
}

// enter counts a create of a name as at work until leave is called.
func (c *Creates) enter(name *sameName) (leave func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	name.atWork++
	return func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		if name.atWork--; name.atWork == 0 {
			name.before = nil
		}
	}
}

// baselineOf returns the ids of what is on the account now, or was moments ago.
func baselineOf[T any](ctx context.Context, creates *Creates, c Creation[T]) (map[string]bool, error) {
	unlock, err := creates.listing.Lock(ctx, c.Kind)
	if err != nil {
		return nil, err
	}
	defer unlock()
	b := creates.baselineOf(c.Kind)
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
		c.names[key] = &sameName{underWay: newGate()}
	}
	return c.names[key]
}

func (c *Creates) claim(kind, id string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.claimed[kind] == nil {
		c.claimed[kind] = map[string]bool{}
	}
	c.claimed[kind][id] = true
}

func (c *Creates) isClaimed(kind, id string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.claimed[kind][id]
}

func (c *Creates) claimsOf(kind string) []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Collect(maps.Keys(c.claimed[kind]))
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
