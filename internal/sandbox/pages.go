package sandbox

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// A paging is how a list is cut into pages.
type paging struct {
	standard    int64 // objects of a page unless the caller says otherwise
	largest     int64 // the maximum that a caller may ask for; 0 where it cannot ask
	cut         bool  // more than the largest may be asked for, and is not given
	newestFirst bool
}

// objectPages is how most lists are cut.
var objectPages = paging{standard: 100, largest: 1000}

// fields are the parameters by which a caller moves through the pages.
func (p paging) fields() []field {
	fields := []field{optional("cursor", text().atLeast(1))}
	switch limit := integer().atLeast(1); {
	case p.cut:
		fields = append(fields, optional("limit", limit))
	case p.largest > 0:
		fields = append(fields, optional("limit", limit.atMost(float64(p.largest))))
	}
	return fields
}

// size is how many objects a page has.
func (p paging) size(q query) int {
	if p.largest == 0 {
		return int(p.standard)
	}
	return int(min(q.integer("limit", p.standard), p.largest))
}

// pagination goes beside the objects of a page.
type pagination struct {
	NextCursor  *string `json:"nextCursor"`
	HasNextPage bool    `json:"hasNextPage"`
}

// pageOf cuts the page that the call asks for. extra are parameters of the list beside
// cursor and limit.
func pageOf[T any](c *call, s *store[T], cut paging, extra ...field) ([]T, pagination, query, error) {
	return pageWhere(c, s, cut, func(query, T) bool { return true }, extra...)
}

// pageWhere cuts a page of the objects that fit the parameters. A cursor of another list,
// or of other parameters, is as wrong as one that nobody gave.
func pageWhere[T any](c *call, s *store[T], cut paging, fits func(query, T) bool, extra ...field) ([]T, pagination, query, error) {
	q, err := c.query(append(slices.Clone(extra), cut.fields()...)...)
	if err != nil {
		return nil, pagination{}, nil, err
	}
	asked := askedFor(c, q)
	var after int64
	if q.has("cursor") {
		var ok bool
		if after, ok = parseCursor(q.text("cursor"), asked); !ok {
			return nil, pagination{}, nil, unprocessableFor("cursor is invalid")
		}
	}
	values, last := s.where(func(object T) bool { return fits(q, object) }).page(after, cut.size(q), cut.newestFirst)
	p := pagination{HasNextPage: last > 0}
	if last > 0 {
		p.NextCursor = new(newCursor(last, asked))
	}
	return values, p, q, nil
}

// page cuts a page of at most limit objects beyond the one with sequence number after,
// from the beginning where that is 0. last is the number of its last object, and 0 where
// no page follows.
func (s *store[T]) page(after int64, limit int, newestFirst bool) (values []T, last int64) {
	entries := s.entries
	if newestFirst {
		entries = slices.Clone(entries)
		slices.Reverse(entries)
	}
	for _, e := range entries {
		if after > 0 && (e.seq == after || (e.seq < after) != newestFirst) {
			continue
		}
		if len(values) == limit {
			return values, last
		}
		values = append(values, e.value)
		last = e.seq
	}
	return values, 0
}

// askedFor are the operation and the parameters that a cursor belongs to.
func askedFor(c *call, q query) string {
	q = maps.Clone(q)
	delete(q, "cursor")
	return c.r.URL.Path + string(encode(q))
}

// newCursor is a place in a list, sealed with what was asked for.
func newCursor(seq int64, asked string) string {
	seal := sha256.Sum256(fmt.Appendf(nil, "%d %s", seq, asked))
	return base64.RawURLEncoding.EncodeToString(fmt.Appendf(nil, "%d:%x", seq, seal[:8]))
}

func parseCursor(cursor, asked string) (seq int64, ok bool) {
	text, err := base64.RawURLEncoding.DecodeString(cursor)
	if err != nil {
		return 0, false
	}
	number, _, _ := strings.Cut(string(text), ":")
	seq, err = strconv.ParseInt(number, 10, 64)
	return seq, err == nil && cursor == newCursor(seq, asked)
}
