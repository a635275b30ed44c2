package sandbox

import (
	"encoding/base64"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// A paging is how a list is cut into pages.
type paging struct {
	standard    int64 // objects of a page unless the caller says otherwise
	largest     int64 // the maximum that a caller may ask for
	newestFirst bool
}

// objectPages is how most lists are cut.
var objectPages = paging{standard: 100, largest: 1000}

// pagination goes beside the objects of a page.
type pagination struct {
	NextCursor  *string `json:"nextCursor"`
	HasNextPage bool    `json:"hasNextPage"`
}

// pageOf cuts the page that the call asks for. extra are parameters of the list beside
// cursor and limit. A cursor of another list is as wrong as one that nobody gave.
func pageOf[T any](c *call, s *store[T], cut paging, extra ...field) ([]T, pagination, query, error) {
	q, err := c.query(append(slices.Clone(extra),
		optional("cursor", text().atLeast(1)),
		optional("limit", integer().atLeast(1).atMost(float64(cut.largest))))...)
	if err != nil {
		return nil, pagination{}, nil, err
	}
	var after int64
	if q.has("cursor") {
		var ok bool
		if after, ok = s.parseCursor(q.text("cursor")); !ok {
			return nil, pagination{}, nil, unprocessableFor("cursor is invalid")
		}
	}
	values, more := s.page(after, int(q.integer("limit", cut.standard)), cut.newestFirst)
	p := pagination{HasNextPage: more != ""}
	if more != "" {
		p.NextCursor = &more
	}
	return values, p, q, nil
}

// page cuts a page of at most limit objects beyond the one with sequence number after,
// from the beginning where that is 0. more is the cursor of the next page, empty on the
// last one.
func (s *store[T]) page(after int64, limit int, newestFirst bool) (values []T, more string) {
	entries := slices.Clone(s.entries)
	if newestFirst {
		slices.Reverse(entries)
	}
	for _, e := range entries {
		if after > 0 && (e.seq == after || (e.seq < after) != newestFirst) {
			continue
		}
		if len(values) == limit {
			return values, more
		}
		values = append(values, e.value)
		more = s.cursor(e.seq)
	}
	return values, ""
}

// cursor names the list beside the place in it.
func (s *store[T]) cursor(seq int64) string {
	return base64.RawURLEncoding.EncodeToString(fmt.Appendf(nil, "%s:%d", s.kind, seq))
}

func (s *store[T]) parseCursor(cursor string) (seq int64, ok bool) {
	text, err := base64.RawURLEncoding.DecodeString(cursor)
	if err != nil {
		return 0, false
	}
	number, ok := strings.CutPrefix(string(text), s.kind+":")
	if !ok {
		return 0, false
	}
	seq, err = strconv.ParseInt(number, 10, 64)
	return seq, err == nil && seq > 0
}
