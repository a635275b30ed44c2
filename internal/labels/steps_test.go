package labels_test

import (
	"strings"
	"testing"

	"github.com/runpod-iac/terraform-provider-runpod/internal/acctest"
)

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
