package main

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"time"
)

// prefixOfAll begins the names of everything that any run makes.
const prefixOfAll = "tf-conformance-"

// cleanupTime is what a run has to delete what it made, once it is over or interrupted.
const cleanupTime = 10 * time.Minute

// run is one comparison of two accounts.
type run struct {
	live, sandbox *side
	steps         []step
	// patience is how long a step is repeated until its answer says what it waits for.
	patience time.Duration
	report   report
	// groups are those that not every account has, by whether this one does.
	groups map[string]bool
	// names are those of the members that the sandbox has answered.
	names map[string]bool
	// refused are the steps that the account has refused.
	refused map[string]bool
}

// do sends all steps, and deletes what they made whatever happens: an end of the context,
// and a panic too.
func (r *run) do(ctx context.Context) (err error) {
	defer func() {
		if reason := recover(); reason != nil {
			err = fmt.Errorf("this program has a fault: %v", reason)
		}
		// The context may be over.
		ending, cancel := context.WithTimeout(context.WithoutCancel(ctx), cleanupTime)
		defer cancel()
		r.report.left = r.live.clean(ending)
	}()
	r.report.recordings = map[string]any{}
	r.report.requests, r.report.statuses = map[string]string{}, map[string]int{}
	r.refused = map[string]bool{}
	r.groups, r.names = map[string]bool{}, map[string]bool{"id": true, "name": true}
	for _, st := range r.steps {
		if err := r.step(ctx, st); err != nil {
			return err
		}
	}
	return nil
}

func (r *run) step(ctx context.Context, st step) error {
	for _, s := range []*side{r.live, r.sandbox} {
		for _, text := range []string{st.path, st.body} {
			if _, missing := s.fill(text); missing != "" {
				r.report.skipped = append(r.report.skipped, fmt.Sprintf("%s: there is no %s on the %s side", st.name, missing, s.name))
				return nil
			}
		}
	}
	if st.after != "" && !r.refused[st.after] {
		r.report.skipped = append(r.report.skipped, fmt.Sprintf("%s: %s was not refused", st.name, st.after))
		return nil
	}
	if offered, err := r.isOffered(ctx, groupOf(st.path)); err != nil || !offered {
		return err
	}
	live, err := r.ask(ctx, r.live, st)
	if err != nil {
		return err
	}
	r.refused[st.name] = live.status >= http.StatusBadRequest && live.status < http.StatusInternalServerError && live.status != http.StatusTooManyRequests
	sandbox, err := r.ask(ctx, r.sandbox, st)
	if err != nil {
		return err
	}
	if st.gone && isGone(live) && isGone(sandbox) {
		return nil
	}
	if sandbox.status/100 == 2 && isNotOffered(live.status) && live.status != http.StatusNotFound {
		r.report.notOffered = append(r.report.notOffered, fmt.Sprintf("%s: %s %s answered %d", st.name, st.method, st.path, live.status))
		return nil
	}
	live.body, sandbox.body = r.live.redacted(st, live), r.sandbox.redacted(st, sandbox)
	live.text, sandbox.text = r.live.text("", live.text), r.sandbox.text("", sandbox.text)
	told := allowing(st, live, sandbox, r.names)
	live.body = told.value(live.body, sandbox.body)
	if live.text != "" {
		live.text, _ = told.text(live.text, sandbox.text).(string)
	}
	if found := compare(st, live, sandbox); len(found) > 0 {
		r.report.differences = append(r.report.differences, found...)
		r.report.recordings[st.name] = live.body
		if live.status != sandbox.status {
			r.report.statuses[st.name] = live.status
		}
		r.report.requests[st.name] = strings.TrimSpace(st.method + " " + st.path + " " + st.body)
	}
	return nil
}

func isGone(a *answer) bool {
	fields, _ := a.body.(map[string]any)
	return a.status == http.StatusNotFound || a.status == http.StatusOK && fields["status"] == "TERMINATED"
}

// isOffered asks once for the list of a group that not every account has.
func (r *run) isOffered(ctx context.Context, group string) (bool, error) {
	if offered, asked := r.groups[group]; asked || group == "" {
		return offered || group == "", nil
	}
	list, err := r.ask(ctx, r.live, get("", group))
	if err != nil {
		return false, err
	}
	r.groups[group] = !isNotOffered(list.status)
	if !r.groups[group] {
		r.report.notOffered = append(r.report.notOffered, fmt.Sprintf("all of %s: GET answered %d", group, list.status))
	}
	return r.groups[group], nil
}

// ask sends a step to one side until its answer is the one that it waits for.
func (r *run) ask(ctx context.Context, s *side, st step) (*answer, error) {
	deadline := s.clock.Now().Add(r.patience)
	for wait := s.pause; ; wait = s.poll {
		if err := s.clock.Sleep(ctx, wait); err != nil {
			return nil, fmt.Errorf("interrupted before %s: %w", st.name, err)
		}
		got, err := s.send(ctx, st)
		if err != nil {
			return nil, err
		}
		if st.until == nil || got.status == http.StatusNotFound || st.until(got) || s.clock.Now().After(deadline) {
			return got, nil
		}
	}
}
