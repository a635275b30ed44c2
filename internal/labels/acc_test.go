package labels_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/runpod-iac/terraform-provider-runpod/internal/acctest"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/sandbox"
)

type attrs = acctest.Attributes

// labelled are the resources that have labels, with the least configuration of each.
func labelled() map[string]attrs {
	return map[string]attrs{
		"runpod_pod":            {"name": "test", "image": "busybox:1", "gpu": attrs{"type_ids": []any{"NVIDIA L40S"}}},
		"runpod_endpoint":       {"name": "test", "image": "busybox:1", "gpu": attrs{"pools": []any{"AMPERE_80"}}},
		"runpod_network_volume": {"name": "test", "size_gb": 20, "data_center_id": "EU-RO-1"},
		"runpod_cluster": {
			"name": "test", "type": "RAY", "image": "busybox:1",
			"compute": attrs{"gpu_type_id": "NVIDIA H100 80GB HBM3", "gpu_count_per_pod": 1, "pod_count": 2},
		},
	}
}

// eachLabelled runs a test on each resource that has labels, with an account of its own.
func eachLabelled(t *testing.T, run func(t *testing.T, env *acctest.Env, resource string, with func(attrs) attrs), options ...func(*sandbox.Options)) {
	t.Helper()
	t.Parallel()
	for resource, least := range labelled() {
		t.Run(resource, func(t *testing.T) {
			t.Parallel()
			run(t, acctest.New(t, options...), resource, func(more attrs) attrs {
				config := maps.Clone(least)
				maps.Copy(config, more)
				return config
			})
		})
	}
}

// onAccount are the tags of the organization, as in `team=ml on 1`.
func onAccount(env *acctest.Env) string {
	var all []string
	for _, tag := range env.Account.Tags() {
		all = append(all, fmt.Sprintf("%s=%s on %d", tag.Key, tag.Value, len(tag.Resources)))
	}
	slices.Sort(all)
	return strings.Join(all, ", ")
}

func want(t *testing.T, env *acctest.Env, tags string) {
	t.Helper()
	if got := onAccount(env); got != tags {
		t.Errorf("the tags are %q, want %q", got, tags)
	}
}

// labelCalls are the requests to tags and cost centers.
func labelCalls(env *acctest.Env) []string {
	var calls []string
	for _, r := range env.Account.Requests() {
		if runpod.GroupOf(strings.TrimPrefix(r.Path, "/v2")) != "" && !strings.Contains(r.Path, "/account") && !strings.Contains(r.Path, "/billing") {
			calls = append(calls, r.Method+" "+r.Path)
		}
	}
	return calls
}

type step struct {
	t        *testing.T
	server   *acctest.Server
	instance *acctest.Instance
}

// apply applies a configuration, and wants the next plan to be empty.
func (s step) apply(config attrs) {
	s.t.Helper()
	if err := s.server.Apply(s.t.Context(), s.instance, config); err != nil {
		s.t.Fatal(err)
	}
	s.settled(config)
}

func (s step) settled(config attrs) {
	s.t.Helper()
	if err := s.server.Refresh(s.t.Context(), s.instance); err != nil {
		s.t.Fatal(err)
	}
	if err := s.server.PlanIsEmpty(s.t.Context(), s.instance, config); err != nil {
		s.t.Error(err)
	}
}

// differs wants a change in place.
func (s step) differs(config attrs) {
	s.t.Helper()
	if err := s.server.Refresh(s.t.Context(), s.instance); err != nil {
		s.t.Fatal(err)
	}
	p, err := s.server.Plan(s.t.Context(), s.instance, config)
	if err != nil {
		s.t.Fatal(err)
	}
	if s.server.PlanIsEmpty(s.t.Context(), s.instance, config) == nil || len(p.Replaces) > 0 {
		s.t.Errorf("the plan is empty, or replaces %v", p.Replaces)
	}
}

func (s step) destroy() {
	s.t.Helper()
	if err := s.server.Destroy(s.t.Context(), s.instance); err != nil {
		s.t.Fatal(err)
	}
}

// warnings are those of the last apply.
func (s step) warnings() string {
	var texts []string
	for _, d := range s.instance.Told {
		texts = append(texts, d.Attribute.String()+": "+d.Summary+"\n"+d.Detail)
	}
	return strings.Join(texts, "\n")
}

func TestAccLabels_lifecycle(t *testing.T) {
	acctest.Needs(t, runpod.GroupTags)
	for name, mute := range map[string]bool{"told": false, "mute": true} {
		t.Run(name, func(t *testing.T) {
			eachLabelled(t, func(t *testing.T, env *acctest.Env, resource string, with func(attrs) attrs) {
				if mute {
					env.Account.MuteTags()
				}
				s := step{t, env.Server(nil), &acctest.Instance{Type: resource}}
				s.apply(with(attrs{"tags": attrs{"team": "ml", "stage": "", "gone": nil}}))
				want(t, env, "stage= on 1, team=ml on 1")
				id := s.server.ID(s.instance)
				for _, tags := range []attrs{{"team": "vision", "stage": ""}, {"team": "vision"}} {
					s.apply(with(attrs{"tags": tags}))
				}
				want(t, env, "stage= on 0, team=ml on 0, team=vision on 1")
				s.apply(with(attrs{"tags": attrs{}}))
				s.apply(with(nil))
				want(t, env, "stage= on 0, team=ml on 0, team=vision on 0")
				s.apply(with(attrs{"tags": attrs{"team": "ml"}}))
				if s.server.ID(s.instance) != id {
					t.Error("it was replaced")
				}
				s.destroy()
				want(t, env, "stage= on 0, team=ml on 0, team=vision on 0")
			})
		})
	}
}

// What is not declared is not asked for.
func TestAccLabels_silentWithoutAny(t *testing.T) {
	eachLabelled(t, func(t *testing.T, env *acctest.Env, resource string, with func(attrs) attrs) {
		s := step{t, env.Server(nil), &acctest.Instance{Type: resource}}
		s.apply(with(nil))
		s.apply(with(attrs{"name": "renamed"}))
		s.destroy()
		if calls := labelCalls(env); len(calls) > 0 {
			t.Errorf("asked for %q", calls)
		}
	})
}
