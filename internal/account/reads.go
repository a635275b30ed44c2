package account

import (
	"context"
	"slices"
	"sync"
	"time"

	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
)

// readsAge is how long one list serves the reads of a plan.
const readsAge = 30 * time.Second

// Reads serves reads of one kind that happen close together from one list: Runpod
// allows on the order of 60 requests a minute, and a plan reads everything.
type Reads[T any] struct {
	clock runpod.Clock
	get   func(ctx context.Context, id string) (*T, error) // nil where Runpod only lists them
	list  func(ctx context.Context) ([]T, error)
	id    func(*T) string
	// gone reports whether an object that shows has ended, and ended is the answer
	// for it.
	gone  func(*T) bool
	ended func(id string) error

	mu       sync.Mutex
	first    time.Time // when the first read was, which a list does not pay for
	snapshot *snapshot[T]
	lastList time.Time // when the newest list was asked for, by Watch too
	watchers int
	unlisted bool // a plan could not list them, and does not try again
}

// snapshot is one list. Those who want it while it is fetched wait on ready.
type snapshot[T any] struct {
	at      time.Time
	ready   chan struct{}
	all     []T
	objects map[string]*T
	err     error
}

func newReads[T, R any](client *runpod.Client, clock runpod.Clock, kind *Kind[T, R]) *Reads[T] {
	r := &Reads[T]{
		clock: clock, id: kind.ID, ended: kind.goneError,
		list: func(ctx context.Context) ([]T, error) { return kind.List(client, ctx) },
		gone: func(object *T) bool { return kind.IsGone(object, nil) },
	}
	if kind.Get != nil {
		r.get = func(ctx context.Context, id string) (*T, error) { return kind.Get(client, ctx, id) }
	}
	return r
}

// Get reads one object; for one that has ended the answer is a 404. The first read
// asks for that object alone, so that a plan of one costs one request; those that
// follow share a list. An object that the list lacks is asked for before it counts
// as gone.
func (r *Reads[T]) Get(ctx context.Context, id string) (*T, error) {
	object, err := r.find(ctx, id)
	if err == nil && r.gone(object) {
		return nil, r.ended(id)
	}
	return object, err
}

func (r *Reads[T]) find(ctx context.Context, id string) (*T, error) {
	if r.get != nil && r.isFirst() {
		object, err := r.get(ctx, id)
		if !runpod.IsNotFound(err) {
			return object, err
		}
		return r.confirm(ctx, id, err)
	}
	s, err := r.current(ctx, time.Time{}, readsAge)
	if err != nil {
		return nil, err
	}
	return r.among(ctx, s, id)
}

// among returns an object of a list, and asks for one that the list lacks.
func (r *Reads[T]) among(ctx context.Context, s *snapshot[T], id string) (*T, error) {
	if object, ok := s.objects[id]; ok {
		return object, nil
	}
	if r.get == nil {
		return nil, r.ended(id)
	}
	return r.get(ctx, id)
}

// List returns all objects that have not ended, in Runpod's order. The slice is the
// caller's own.
func (r *Reads[T]) List(ctx context.Context) ([]T, error) {
	s, err := r.current(ctx, time.Time{}, readsAge)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(slices.Clone(s.all), func(object T) bool { return r.gone(&object) }), nil
}

// LookUp finds an object for a plan, which can do without it. It lacks one only if Runpod says so twice: by its
// list, and by ID, because what is new may be listed late. What cannot be read is nil, and not lacking.
func (r *Reads[T]) LookUp(ctx context.Context, id string) (object *T, lacks bool) {
	r.mu.Lock()
	unlisted := r.unlisted
	r.mu.Unlock()
	if unlisted {
		return nil, false
	}
	bounded := runpod.BestEffort(ctx, catalogPatience)
	s, err := r.current(bounded, time.Time{}, readsAge)
	if err != nil {
		r.mu.Lock()
		defer r.mu.Unlock()
		r.unlisted = ctx.Err() == nil
		return nil, false
	}
	object, err = r.among(bounded, s, id)
	if err != nil {
		return nil, runpod.IsNotFound(err)
	}
	return object, false
}

func (r *Reads[T]) isFirst() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	now := r.clock.Now()
	if r.first.IsZero() || now.Sub(r.first) >= readsAge {
		r.first = now
		return r.snapshot == nil
	}
	return false
}

// Drop forgets the list: something of this kind was written.
func (r *Reads[T]) Drop() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.snapshot = nil
	r.first = time.Time{}
}

// Watch follows one object from now on. All who watch share one list in each
// interval; a single one asks for its object alone. An object that has ended still
// shows. The caller ends it with stop.
func (r *Reads[T]) Watch() (look func(ctx context.Context, id string, interval time.Duration) (*T, error), stop func()) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.watchers++
	since := r.clock.Now()
	return func(ctx context.Context, id string, interval time.Duration) (*T, error) {
			return r.look(ctx, id, since, interval)
		}, sync.OnceFunc(func() {
			r.mu.Lock()
			defer r.mu.Unlock()
			r.watchers--
		})
}

// look returns the object as it was after since, without listing more than
// once an interval.
func (r *Reads[T]) look(ctx context.Context, id string, since time.Time, interval time.Duration) (*T, error) {
	r.mu.Lock()
	alone := r.watchers == 1
	r.mu.Unlock()
	if alone {
		return r.get(ctx, id)
	}
	s, err := r.current(ctx, since, interval)
	if err != nil {
		return nil, err
	}
	return r.among(ctx, s, id)
}

// current returns a list that is younger than age and newer than since. It
// asks for a new one only when the last was asked for at least age ago, and
// waits for that moment where it has to.
func (r *Reads[T]) current(ctx context.Context, since time.Time, age time.Duration) (*snapshot[T], error) {
	for {
		s, wait, mine := r.choose(since, age)
		switch {
		case mine:
			r.fetch(ctx, s)
		case wait > 0:
			if err := r.clock.Sleep(ctx, wait); err != nil {
				return nil, err
			}
			continue
		}
		select {
		case <-s.ready:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
		// Somebody else's interruption is no answer to this read.
		if s.err != nil && !mine && ctx.Err() == nil {
			r.forget(s)
			continue
		}
		return s, s.err
	}
}

// choose returns the list to use: one that stands, a new one that the caller has
// to fetch, or none and how long to wait.
func (r *Reads[T]) choose(since time.Time, age time.Duration) (s *snapshot[T], wait time.Duration, mine bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	now := r.clock.Now()
	if r.snapshot != nil && now.Sub(r.snapshot.at) < age && r.snapshot.at.After(since) {
		return r.snapshot, 0, false
	}
	if left := age - now.Sub(r.lastList); !since.IsZero() && !r.lastList.IsZero() && left > 0 {
		return nil, left, false
	}
	r.snapshot = &snapshot[T]{at: now, ready: make(chan struct{})}
	r.lastList = now
	return r.snapshot, 0, true
}

func (r *Reads[T]) fetch(ctx context.Context, s *snapshot[T]) {
	defer close(s.ready)
	objects, err := r.list(ctx)
	if err != nil {
		s.err = err
		if runpod.IsNotFound(err) { // of the list, not of an object
			s.err = &UnconfirmedError{List: err}
		}
		r.forget(s)
		return
	}
	s.all = objects
	s.objects = make(map[string]*T, len(objects))
	for i := range objects {
		s.objects[r.id(&objects[i])] = &objects[i]
	}
}

// forget drops a list that failed, so that the next read tries again.
func (r *Reads[T]) forget(s *snapshot[T]) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.snapshot == s {
		r.snapshot = nil
	}
}
