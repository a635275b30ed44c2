package sandbox

import (
	"encoding/json"
	"slices"
)

// store holds the objects of one kind in the order they were made.
type store[T any] struct {
	kind    string // what Runpod calls one of them
	entries []entry[T]
	last    int64
}

type entry[T any] struct {
	seq   int64
	id    string
	value T
}

func (s *store[T]) add(id string, value T) {
	s.last++
	s.entries = append(s.entries, entry[T]{seq: s.last, id: id, value: value})
}

func (s *store[T]) get(id string) (T, bool) {
	if i := s.index(id); i >= 0 {
		return s.entries[i].value, true
	}
	var zero T
	return zero, false
}

func (s *store[T]) remove(id string) {
	if i := s.index(id); i >= 0 {
		s.entries = slices.Delete(s.entries, i, i+1)
	}
}

func (s *store[T]) index(id string) int {
	return slices.IndexFunc(s.entries, func(e entry[T]) bool { return e.id == id })
}

func (s *store[T]) all() []T {
	values := make([]T, len(s.entries))
	for i, e := range s.entries {
		values[i] = e.value
	}
	return values
}

// where is the store of the objects that fit, each in its place.
func (s *store[T]) where(fits func(T) bool) *store[T] {
	fitting := &store[T]{kind: s.kind, last: s.last}
	for _, e := range s.entries {
		if fits(e.value) {
			fitting.entries = append(fitting.entries, e)
		}
	}
	return fitting
}

// find looks up the object that a call is about.
func (s *store[T]) find(c *call) (T, error) {
	value, ok := s.get(c.id())
	if !ok {
		return value, notFound(s.kind)
	}
	return value, nil
}

// delete carries out a DELETE of an object that is bound to nothing else.
func (s *store[T]) delete(c *call, _ T) (any, error) {
	s.remove(c.id())
	return nil, nil
}

// known finds an object that a test says is there, and panics where it is not.
func (s *store[T]) known(id string) T {
	value, ok := s.get(id)
	if !ok {
		panic("sandbox: no " + s.kind + " " + id)
	}
	return value
}

// removeKnown removes an object that a test says is there.
func (s *store[T]) removeKnown(id string) {
	s.known(id)
	s.remove(id)
}

// lookUp returns the item that fits, or nil.
func lookUp[T any](items []*T, fits func(*T) bool) *T {
	if i := slices.IndexFunc(items, fits); i >= 0 {
		return items[i]
	}
	return nil
}

// each shows the items of a list. It is never nil.
func each[T, W any](items []T, show func(T) W) []W {
	shown := make([]W, len(items))
	for i, item := range items {
		shown[i] = show(item)
	}
	return shown
}

// snapshot copies what the API shows of the objects of a store, oldest first.
func snapshot[T, W any](a *Account, s *store[T], show func(T) W) []W {
	a.mu.Lock()
	defer a.mu.Unlock()
	return each(s.all(), func(object T) W { return deepCopy(show(object)) })
}

// deepCopy copies an object of the API so that the copy shares nothing with it.
func deepCopy[T any](v T) T {
	var c T
	if err := json.Unmarshal(encode(v), &c); err != nil {
		panic("sandbox: an object that cannot be read back: " + err.Error()) // a bug here
	}
	return c
}

// edited is a copy of an object of the API with what edit does to it.
func edited[T any](v T, edit func(*T)) T {
	c := deepCopy(v)
	edit(&c)
	return c
}
