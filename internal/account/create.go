package account

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/runpod-iac/terraform-provider-runpod/internal/account/journal"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
)

// baselineAge is how long a list of what was there before serves further
// creates. What this process creates meanwhile is known by its claim.
const baselineAge = 15 * time.Second

// CreateGuard keeps track of what one configured provider creates, so that a create
// whose answer was lost can be resolved and is never repeated.
type CreateGuard struct {
	client  *runpod.Client
	clock   runpod.Clock
	journal *journal.Journal
	listing Locks // of a kind's baseline

	mu        sync.Mutex
	baselines map[string]*baseline       // by kind
	claimed   map[string]map[string]bool // by kind, then by ID
	tracked   map[string]map[string]bool // the same, of what the state holds
	told      map[string]bool            // IDs of strangers that were told about
	names     map[string]*sameName       // by kind and name
	pending   []*journal.Leftover        // what no state has shown yet, once it is read
	read      bool                       // pending is
	planned   map[string]bool            // kinds of which creates were planned
	applies   bool
}

// baseline is what was on the account before.
type baseline struct {
	ids     map[string]bool
	objects any // a []T of the kind
	at      time.Time
}

// sameName orders the creates of one name: an answer that was lost is resolved
// while no other of them is under way.
type sameName struct {
	underWay gate

	// Guarded by CreateGuard.mu.
	unresolved int
	atWork     int
	// before is what was there before the first of those at work now. They share
	// it, for what lost answers left behind could belong to any of them.
	before map[string]bool
	// since is when the first of them was sent, and first when the first of all was;
	// by Runpod's clock.
	since, first time.Time
}

// NewCreateGuard starts with nothing claimed. Its records, which may be nil, outlive
// the process.
func NewCreateGuard(client *runpod.Client, clock runpod.Clock, records *journal.Journal) *CreateGuard {
	return &CreateGuard{
		client: client, clock: clock, journal: records,
		baselines: map[string]*baseline{}, names: map[string]*sameName{},
		claimed: map[string]map[string]bool{}, tracked: map[string]map[string]bool{},
		told: map[string]bool{}, planned: map[string]bool{},
	}
}

// creation is one create, under way.
type creation[T, R any] struct {
	guard   *CreateGuard
	kind    *Kind[T, R]
	name    string
	request R
	alike   *sameName
}

func (c *creation[T, R]) list(ctx context.Context) ([]T, error) {
	return c.kind.List(c.guard.client, ctx)
}

// isNamed reports whether an object has the declared name.
func (c *creation[T, R]) isNamed(o *T) bool {
	return !c.kind.IsGone(o, nil) && c.kind.IsNamed(o, c.name)
}

// Create creates an object by sending a request once; name is what HasName of the
// kind goes by. Where the answer is lost it lists, and adopts the one object that is
// new, fits the request and is not claimed by another create; several or none make an
// [UnresolvedError]. What an earlier process was creating when it was killed is
// adopted in the same way, instead of creating another.
func Create[T, R any](ctx context.Context, attempt *CreateAttempt, kind *Kind[T, R], name string, request R, send func(context.Context, R) (*T, error)) (*T, error) {
	guard := attempt.guard
	c := &creation[T, R]{guard: guard, kind: kind, name: name, request: request, alike: guard.named(kind.Name, name)}
	if object, err := c.takeOver(ctx, attempt); object != nil || err != nil {
		return object, err
	}
	defer guard.enter(c.alike)()
	before, listErr := c.before(ctx)
	c.warnOfStrangers(ctx, attempt.warn)
	leave, err := c.alike.underWay.shared(ctx)
	if err != nil {
		return nil, err
	}
	record := attempt.begin(ctx, kind.Name, name, before, c.starts())
	object, err := send(ctx, request)
	if err == nil {
		guard.claim(kind.Name, kind.ID(object))
	}
	_, ambiguous := errors.AsType[*runpod.AmbiguousError](err)
	if ambiguous {
		guard.countUnresolved(c.alike, 1)
	}
	leave()
	if err == nil {
		attempt.made(ctx, record, kind.ID(object))
		return object, nil
	}
	if !ambiguous {
		drop(ctx, record)
		return nil, err
	}
	defer guard.countUnresolved(c.alike, -1)
	if isCallerGone(ctx) {
		return nil, err // the next run looks, by the record
	}
	defer c.alike.underWay.exclusive(ctx)()
	if listErr != nil {
		return nil, &UnresolvedError{Kind: kind.Name, Bills: kind.Bills, Name: name, Lost: err, Search: fmt.Errorf("the objects that existed before are not known: %w", listErr)}
	}
	// The record of what stays unresolved stays too: the next run looks again.
	object, err = c.resolve(ctx, before, err)
	if err == nil {
		attempt.made(ctx, record, kind.ID(object))
		attempt.warn(fmt.Sprintf("Adopted %s %q (%s)", kind.Name, name, kind.ID(object)),
			"The response to the create request was lost, and the account has one new object of this name and shape, created since then: "+kind.ID(object)+" is now in the state. "+
				"Nothing was created twice. If something else created it at the same moment, such as another workspace, remove it with `terraform state rm` and apply again.")
	}
	return object, err
}

// enter counts a create of a name as at work until leave is called.
func (g *CreateGuard) enter(name *sameName) (leave func()) {
	g.mu.Lock()
	defer g.mu.Unlock()
	name.atWork++
	return func() {
		g.mu.Lock()
		defer g.mu.Unlock()
		if name.atWork--; name.atWork == 0 {
			name.before, name.since = nil, time.Time{}
		}
	}
}

// before returns the IDs of what was there before a create, and before the others
// of its name that are at work.
func (c *creation[T, R]) before(ctx context.Context) (map[string]bool, error) {
	ids, err := c.baseline(ctx)
	if err != nil {
		return nil, err
	}
	c.guard.mu.Lock()
	defer c.guard.mu.Unlock()
	if c.alike.before == nil {
		c.alike.before = ids
	}
	return c.alike.before, nil
}

// baseline returns the IDs of what is on the account now, or was moments ago.
func (c *creation[T, R]) baseline(ctx context.Context) (map[string]bool, error) {
	unlock, err := c.guard.listing.Lock(ctx, c.kind.Name)
	if err != nil {
		return nil, err
	}
	defer unlock()
	b := c.guard.baselineOf(c.kind.Name)
	if b.ids != nil && c.guard.clock.Now().Sub(b.at) < baselineAge {
		return b.ids, nil
	}
	objects, err := c.list(ctx)
	if err != nil {
		return nil, err
	}
	ids := make(map[string]bool, len(objects))
	for i := range objects {
		ids[c.kind.ID(&objects[i])] = true
	}
	c.guard.mu.Lock()
	defer c.guard.mu.Unlock()
	b.ids, b.objects, b.at = ids, objects, c.guard.clock.Now()
	return ids, nil
}

func (g *CreateGuard) baselineOf(kind string) *baseline {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.baselines[kind] == nil {
		g.baselines[kind] = &baseline{}
	}
	return g.baselines[kind]
}

func (g *CreateGuard) named(kind, name string) *sameName {
	g.mu.Lock()
	defer g.mu.Unlock()
	key := kind + "\x00" + name
	if g.names[key] == nil {
		g.names[key] = &sameName{underWay: newGate()}
	}
	return g.names[key]
}

func (g *CreateGuard) claim(kind, id string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	insert(g.claimed, kind, id)
}

// insert adds to a set by kind, and reports whether it was not there yet.
func insert(sets map[string]map[string]bool, kind, id string) bool {
	if sets[kind] == nil {
		sets[kind] = map[string]bool{}
	}
	is := sets[kind][id]
	sets[kind][id] = true
	return !is
}

func (g *CreateGuard) isClaimed(kind, id string) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.claimed[kind][id]
}

func (g *CreateGuard) claimsOf(kind string) []string {
	g.mu.Lock()
	defer g.mu.Unlock()
	return slices.Collect(maps.Keys(g.claimed[kind]))
}

func (g *CreateGuard) countUnresolved(name *sameName, change int) {
	g.mu.Lock()
	defer g.mu.Unlock()
	name.unresolved += change
}

func (g *CreateGuard) unresolvedOf(name *sameName) int {
	g.mu.Lock()
	defer g.mu.Unlock()
	return name.unresolved
}
