package main

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// tries are how often something is deleted that cannot go yet, such as a volume whose pod
// is still going.
const tries = 60

// clean deletes what this run made, and returns what is left on the account: of this run,
// and of others before it. What was made without an answer is found by its name. All that
// there is has been tried once, what bills first, before anything is waited for.
func (s *side) clean(ctx context.Context) []string {
	var waiting, left []object
	attempt := func(o object) {
		switch s.delete(ctx, o) {
		case stays:
			left = append(left, o)
		case goesLater:
			waiting = append(waiting, o)
		}
	}
	for _, kind := range listed() {
		for _, o := range slices.Backward(s.made) {
			if pathOf(o.kind) == pathOf(kind) {
				attempt(o)
			}
		}
	}
	unlisted := map[string]error{}
	for _, kind := range listed() {
		objects, err := s.list(ctx, kind)
		if err != nil {
			unlisted[kind] = err
		}
		for _, o := range objects {
			switch {
			case !strings.HasPrefix(o.name, s.prefix): // of another run
				left = append(left, o)
			case !isAmong(waiting, o) && !isAmong(left, o):
				attempt(o)
			}
		}
	}
	for range tries {
		if len(waiting) == 0 || s.clock.Sleep(ctx, s.poll) != nil {
			break
		}
		again := waiting
		waiting = nil
		for _, o := range again {
			attempt(o)
		}
	}
	return lines(append(left, waiting...), unlisted)
}

// lines say what is left, in the order in which it is deleted.
func lines(left []object, unlisted map[string]error) []string {
	var out []string
	for _, kind := range listed() {
		if err := unlisted[kind]; err != nil {
			out = append(out, fmt.Sprintf("perhaps something in %s, which could not be listed: %s", pathOf(kind), err))
		}
		for _, o := range left {
			if pathOf(o.kind) == pathOf(kind) {
				out = append(out, fmt.Sprintf("%s %s (%s)", kind, o.name, o.id))
			}
		}
	}
	return out
}

func isAmong(objects []object, o object) bool {
	return slices.ContainsFunc(objects, func(other object) bool { return other.id == o.id && pathOf(other.kind) == pathOf(o.kind) })
}

// listed are the kinds, one a list, in the order in which they are deleted: what bills goes
// first, and a volume after what mounts it.
func listed() []string {
	return []string{"cluster", "pod", "endpoint", "volume", "global_volume", "template", "registry", "secret", "tag", "cost_center"}
}

// outcome is what a deletion came to.
type outcome int

const (
	isDeleted outcome = iota
	goesLater         // another try may do it
	stays             // no other try will
)

func (s *side) delete(ctx context.Context, o object) outcome {
	got, err := s.request(ctx, request{method: http.MethodDelete, path: pathOf(o.kind) + "/" + o.id})
	if err != nil {
		return goesLater
	}
	switch got.status {
	case http.StatusNotFound:
		return isDeleted
	case http.StatusUnauthorized, http.StatusForbidden, http.StatusMethodNotAllowed, http.StatusNotImplemented:
		return stays
	}
	if got.status/100 == 2 {
		return isDeleted
	}
	return goesLater
}

// list are the objects of a kind that a run of this program made, this one or another.
func (s *side) list(ctx context.Context, kind string) ([]object, error) {
	var all []object
	for cursor := ""; ; {
		path := pathOf(kind)
		if cursor != "" {
			path += "?cursor=" + url.QueryEscape(cursor)
		}
		got, err := s.request(ctx, request{method: http.MethodGet, path: path})
		if err != nil {
			return all, err
		}
		if isNotOffered(got.status) && groupOf(path) != "" {
			return nil, nil
		}
		if got.status != http.StatusOK {
			return all, fmt.Errorf("it answered %d", got.status)
		}
		answer, _ := got.body.(map[string]any)
		elements, isList := answer[kinds[kind].list].([]any)
		if !isList {
			return all, fmt.Errorf("its answer has no list %q", kinds[kind].list)
		}
		for _, element := range elements {
			fields, _ := element.(map[string]any)
			id, _ := fields["id"].(string)
			name, _ := fields[kinds[kind].name].(string)
			status, _ := fields["status"].(string)
			if strings.HasPrefix(name, prefixOfAll) && id != "" && status != "TERMINATED" {
				all = append(all, object{kind, id, name})
			}
		}
		page, _ := answer["pagination"].(map[string]any)
		next, _ := page["nextCursor"].(string)
		if more, _ := page["hasNextPage"].(bool); !more || next == "" || next == cursor {
			return all, nil
		}
		cursor = next
	}
}

// isNotOffered reports whether a status says that an operation is not there for this key.
func isNotOffered(status int) bool {
	return status == http.StatusNotFound || status == http.StatusForbidden || status == http.StatusNotImplemented
}
