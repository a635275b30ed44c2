package networkvolume_test

import (
	"fmt"
	"regexp"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"

	"github.com/runpod-iac/terraform-provider-runpod/internal/acctest"
)

// volumeWith is a volume with the given settings.
func volumeWith(dataCenter string, protected bool, more string) string {
	return fmt.Sprintf(`
resource "runpod_network_volume" "test" {
  name                = "weights"
  size_gb             = 100
  data_center_id      = %q
  deletion_protection = %t
  %s
}
`, dataCenter, protected, more)
}

const createFirst = "lifecycle { create_before_destroy = true }"

// onlyVolume is the ID of the one volume on the account.
func onlyVolume(t *testing.T, env *acctest.Env) string {
	t.Helper()
	volumes := env.Account.NetworkVolumes()
	if len(volumes) != 1 {
		t.Fatalf("%d volumes on the account", len(volumes))
	}
	return volumes[0].ID
}

func TestAccNetworkVolume_protectedFromATaint(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	id := ""
	env.Run(
		resource.TestStep{Config: env.Config(volumeWith("EU-RO-1", true, ""))},
		resource.TestStep{
			PreConfig:   func() { id = onlyVolume(t, env) },
			Taint:       []string{address},
			Config:      env.Config(volumeWith("EU-RO-1", true, "")),
			ExpectError: regexp.MustCompile(`(?s)Network volume is protected.*Nothing was deleted.*terraform\s+untaint`),
		},
		resource.TestStep{
			PreConfig: func() {
				if now := onlyVolume(t, env); now != id {
					t.Errorf("volume %s became %s", id, now)
				}
				if err := env.Client().DeleteNetworkVolume(t.Context(), id); err != nil { // as the text says, where it may go
					t.Error(err)
				}
			},
			Config: env.Config(volumeWith("EU-RO-1", false, "")),
		},
	)
}

// What create_before_destroy leaves behind stays, and fails no plan. Once it is
// deleted by hand it is forgotten.
func TestAccNetworkVolume_protectedAndCreatedFirst(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	config := env.Config(volumeWith("EU-RO-1", true, createFirst))
	id := ""
	env.Run(
		resource.TestStep{Config: config},
		resource.TestStep{
			PreConfig: func() { id = onlyVolume(t, env) }, Taint: []string{address}, Config: config,
			ExpectError: regexp.MustCompile(`(?s)Network volume is protected.*terraform\s+state\s+rm`),
		},
		resource.TestStep{Config: config, PlanOnly: true, ExpectNonEmptyPlan: true},
		// What is not deposed changes as before.
		resource.TestStep{
			Config: env.Config(volumeWith("EU-RO-1", false, createFirst)), ExpectError: regexp.MustCompile(`Network volume is protected`),
		},
		resource.TestStep{
			PreConfig: func() {
				if err := env.Client().DeleteNetworkVolume(t.Context(), id); err != nil {
					t.Errorf("the protected volume is gone: %s", err)
				}
			},
			Config:           env.Config(volumeWith("EU-RO-1", false, createFirst)),
			ConfigPlanChecks: resource.ConfigPlanChecks{PostApplyPostRefresh: acctest.EmptyPlan()},
		},
	)
}

func TestAccNetworkVolume_unprotectedAndMoved(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	env.Run(
		resource.TestStep{Config: env.Config(volumeWith("EU-RO-1", true, ""))},
		resource.TestStep{
			Config:      env.Config(volumeWith("EU-CZ-1", false, "")),
			ExpectError: regexp.MustCompile(`(?s)Network volume is protected.*apply that alone\s+first`),
		},
		resource.TestStep{Config: env.Config(volumeWith("EU-RO-1", false, ""))},
		resource.TestStep{
			Config: env.Config(volumeWith("EU-CZ-1", false, "")),
			ConfigPlanChecks: resource.ConfigPlanChecks{
				PreApply: []plancheck.PlanCheck{plancheck.ExpectResourceAction(address, plancheck.ResourceActionDestroyBeforeCreate)},
			},
		},
	)
}
