package main

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
)

// tries are how often something is deleted that cannot go yet, such as a volume whose pod
// is still going.
const tries = 60

// clean deletes what this run made, and returns what is left on the account: of this run,
// and of others before it. What was made without an answer is found by its name.
func (s *side) clean(ctx context.Context) []string {
	for _, o := range slices.Backward(s.made) {
		s.delete(ctx, o)
	}
	var left []string
	for _, kind := range listed() {
		objects, err := s.list(ctx, kind)
		if err != nil {
			left = append(left, fmt.Sprintf("perhaps something in %s, which could not be listed: %s", kinds[kind].path, err))
			continue
		}
		for _, o := range objects {
			if strings.HasPrefix(o.name, s.prefix) && s.delete(ctx, o) {
				continue
			}
			left = append(left, fmt.Sprintf("%s %s (%s)", kind, o.name, o.id))
		}
	}
	return left
}

// listed are the kinds, one a list. A volume goes after what mounts it.
func listed() []string {
	return []string{"cluster", "pod", "endpoint", "template", "registry", "secret", "tag", "cost_center", "global_volume", "volume"}
}

// delete reports whether an object is gone.
func (s *side) delete(ctx context.Context, o object) bool {
	for range tries {
		got, err := s.request(ctx, http.MethodDelete, pathOf(o.kind)+"/"+o.id, "", "")
		if err == nil && (got.status/100 == 2 || got.status == http.StatusNotFound) {
			return true
		}
		if s.clock.Sleep(ctx, s.poll) != nil {
			return false
		}
	}
	return false
}

// list are the objects of a kind that a run of this program made, this one or another.
func (s *side) list(ctx context.Context, kind string) ([]object, error) {
	var all []object
	for cursor := ""; ; {
		path := pathOf(kind)
		if cursor != "" {
			path += "?cursor=" + cursor
		}
		got, err := s.request(ctx, http.MethodGet, path, "", "")
		if err != nil {
			return nil, err
		}
		if isNotOffered(got.status) {
			return nil, nil
		}
		if got.status != http.StatusOK {
			return nil, fmt.Errorf("it answered %d", got.status)
		}
		answer, _ := got.body.(map[string]any)
		elements, _ := answer[kinds[kind].list].([]any)
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
