package endpoint_test

import (
	"errors"
	"maps"
	"strings"
	"testing"

	"github.com/runpod-iac/terraform-provider-runpod/internal/acctest"
)

const typeName = "runpod_endpoint"

// obj is a configuration, or a nested attribute of one; items is a list or a set.
type (
	obj   = acctest.Attributes
	items = []any
)

// minimal is the minimum that makes an endpoint, with changes over it; a nil takes
// an attribute away.
func minimal(changes obj) obj {
	config := obj{"name": "matting", "image": "ghcr.io/acme/matting:1.4", "gpu": obj{"pools": items{"AMPERE_80"}}}
	maps.Copy(config, changes)
	return config
}

// create is an endpoint that does not exist yet.
func create() *acctest.Instance { return &acctest.Instance{Type: typeName} }

// planned is a plan without errors.
func planned(t *testing.T, s *acctest.Server, i *acctest.Instance, config obj) *acctest.Change {
	t.Helper()
	p, err := s.Plan(t.Context(), i, config)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// refused takes an error apart that is one diagnostic: on which attribute, and what.
func refused(err error) (at, summary string) {
	var failure *acctest.DiagnosticsError
	if !errors.As(err, &failure) || len(failure.Diagnostics) != 1 {
		return "not one diagnostic", ""
	}
	return acctest.Path(failure.Diagnostics[0].Attribute), failure.Diagnostics[0].Summary
}

// expect compares planned values with Go's, by their paths.
func expect(t *testing.T, p *acctest.Change, want obj) {
	t.Helper()
	for path, w := range want {
		got := acctest.At(p.Planned, strings.Split(path, ".")...)
		if got.Type() == nil {
			t.Fatalf("there is no attribute %s", path)
		}
		if expected := acctest.TerraformValue(got.Type(), w); !got.Equal(expected) {
			t.Errorf("%s is planned as %s, not %s", path, got, expected)
		}
	}
}
