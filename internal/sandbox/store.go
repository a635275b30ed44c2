package sandbox

import (
	"encoding/base64"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
)

// store holds the objects of one kind in the order they were made.
type store[T any] struct {
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

// known finds an object that a test says is there, and panics where it is not.
func known[T any](s *store[T], kind, id string) T {
	value, ok := s.get(id)
	if !ok {
		panic("sandbox: no " + kind + " " + id)
	}
	return value
}

// deepCopy copies an object of the API so that the copy shares nothing with it.
func deepCopy[T any](v T) T {
	var c T
	if err := json.Unmarshal(encode(v), &c); err != nil {
		panic("sandbox: an object that cannot be read back: " + err.Error()) // a bug here
	}
	return c
}

// page cuts a page of at most limit objects after the one with sequence number
// after. more is the cursor of the next page, empty on the last one.
func (s *store[T]) page(after int64, limit int) (values []T, more string) {
	for _, e := range s.entries {
		if e.seq <= after {
			continue
		}
		if len(values) == limit {
			return values, more
		}
		values = append(values, e.value)
		more = formatCursor(e.seq)
	}
	return values, ""
}

const cursorPrefix = "after:"

func formatCursor(seq int64) string {
	return base64.RawURLEncoding.EncodeToString([]byte(cursorPrefix + strconv.FormatInt(seq, 10)))
}

func parseCursor(cursor string) (seq int64, ok bool) {
	text, err := base64.RawURLEncoding.DecodeString(cursor)
	if err != nil {
		return 0, false
	}
	number, ok := strings.CutPrefix(string(text), cursorPrefix)
	if !ok {
		return 0, false
	}
	seq, err = strconv.ParseInt(number, 10, 64)
	return seq, err == nil
}
