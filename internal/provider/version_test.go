package provider_test

import (
	"testing"

	"github.com/runpod-iac/terraform-provider-runpod/internal/provider"
)

func TestConstraint(t *testing.T) {
	t.Parallel()
	for version, want := range map[string]string{
		"0.1.0": "~> 0.1", "v0.1.7": "~> 0.1", "1.12.3": "~> 1.12", "0.2.0-rc.1": "~> 0.2", "dev": "", "": "", "1.2": "",
	} {
		if got := provider.Constraint(version); got != want {
			t.Errorf("%q: %q, want %q", version, got, want)
		}
	}
}
