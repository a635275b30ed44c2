package networkvolume_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/terraform"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/runpod-iac/terraform-provider-runpod/internal/acctest"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
)

const address = "runpod_network_volume.test"

const basic = `
resource "runpod_network_volume" "test" {
  name           = "weights"
  size_gb        = 100
  data_center_id = "EU-RO-1"
}
`

func TestAccNetworkVolume_lifecycle(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	grown := `
resource "runpod_network_volume" "test" {
  name           = "all-weights"
  size_gb        = 1500
  data_center_id = "EU-RO-1"
}
`
	env.Run(
		resource.TestStep{
			Config: env.Config(basic),
			ConfigPlanChecks: resource.ConfigPlanChecks{
				PreApply: []plancheck.PlanCheck{
					plancheck.ExpectKnownValue(address, acctest.Cost("monthly_usd"), acctest.USD("7")),
					plancheck.ExpectKnownValue(address, tfjsonpath.New("type"), knownvalue.StringExact("STANDARD")),
				},
				PostApplyPostRefresh: acctest.EmptyPlan(),
			},
			ConfigStateChecks: []statecheck.StateCheck{
				statecheck.ExpectKnownValue(address, tfjsonpath.New("id"), knownvalue.StringRegexp(regexp.MustCompile(`^[a-z0-9]{8,}$`))),
				statecheck.ExpectKnownValue(address, tfjsonpath.New("size_gb"), knownvalue.Int64Exact(100)),
				statecheck.ExpectKnownValue(address, tfjsonpath.New("data_center_id"), knownvalue.StringExact("EU-RO-1")),
				statecheck.ExpectKnownValue(address, tfjsonpath.New("deletion_protection"), knownvalue.Bool(false)),
				statecheck.ExpectKnownValue(address, acctest.Cost("monthly_usd"), acctest.USD("7")),
			},
		},
		resource.TestStep{ResourceName: address, ImportState: true, ImportStateVerify: true, ImportStateVerifyIgnore: []string{"timeouts"}},
		resource.TestStep{
			Config: env.Config(grown),
			ConfigPlanChecks: resource.ConfigPlanChecks{
				PreApply: []plancheck.PlanCheck{
					plancheck.ExpectResourceAction(address, plancheck.ResourceActionUpdate),
					plancheck.ExpectKnownValue(address, acctest.Cost("monthly_usd"), acctest.USD("95")),
				},
				PostApplyPostRefresh: acctest.EmptyPlan(),
			},
		},
		resource.TestStep{
			Config: env.Config(`
resource "runpod_network_volume" "test" {
  name           = "all-weights"
  size_gb        = 1500
  data_center_id = "EU-CZ-1"
}
`),
			ConfigPlanChecks: resource.ConfigPlanChecks{
				PreApply: []plancheck.PlanCheck{plancheck.ExpectResourceAction(address, plancheck.ResourceActionDestroyBeforeCreate)},
			},
		},
	)
}

func TestAccNetworkVolume_disappears(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	env.Run(
		resource.TestStep{Config: env.Config(basic)},
		resource.TestStep{
			PreConfig: func() {
				if err := env.Client().DeleteNetworkVolume(t.Context(), env.Account.NetworkVolumes()[0].ID); err != nil {
					t.Fatal(err)
				}
			},
			Config: env.Config(basic),
			ConfigPlanChecks: resource.ConfigPlanChecks{
				PreApply: []plancheck.PlanCheck{plancheck.ExpectResourceAction(address, plancheck.ResourceActionCreate)},
			},
		},
	)
}

func TestAccNetworkVolume_driftIsRepaired(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	env.Run(
		resource.TestStep{Config: env.Config(basic)},
		resource.TestStep{
			PreConfig: func() {
				name := "renamed-in-the-console"
				if _, err := env.Client().UpdateNetworkVolume(t.Context(), env.Account.NetworkVolumes()[0].ID, runpod.UpdateNetworkVolumeRequest{Name: &name}); err != nil {
					t.Fatal(err)
				}
			},
			Config: env.Config(basic),
			ConfigPlanChecks: resource.ConfigPlanChecks{
				PreApply:             []plancheck.PlanCheck{plancheck.ExpectResourceAction(address, plancheck.ResourceActionUpdate)},
				PostApplyPostRefresh: acctest.EmptyPlan(),
			},
			Check: func(*terraform.State) error {
				if name := env.Account.NetworkVolumes()[0].Name; name != "weights" {
					t.Errorf("the volume is called %q after the apply", name)
				}
				return nil
			},
		},
	)
}

func TestAccNetworkVolume_importByIdentity(t *testing.T) {
	t.Parallel()
	acctest.Need(t, acctest.FeatureImportIdentity)
	env := acctest.New(t)
	env.Run(
		resource.TestStep{Config: env.Config(basic)},
		resource.TestStep{ResourceName: address, ImportState: true, ImportStateKind: resource.ImportBlockWithResourceIdentity},
	)
}

func TestAccNetworkVolume_importBlock(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	env.Run(
		resource.TestStep{Config: env.Config(basic)},
		resource.TestStep{ResourceName: address, ImportState: true, ImportStateKind: resource.ImportBlockWithID},
	)
}

func TestAccNetworkVolume_guards(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	protected := `
resource "runpod_network_volume" "test" {
  name                = "weights"
  size_gb             = 100
  data_center_id      = "EU-RO-1"
  deletion_protection = true
}
`
	env.Run(
		resource.TestStep{Config: env.Config(protected)},
		resource.TestStep{
			Config: env.Config(`
resource "runpod_network_volume" "test" {
  name                = "weights"
  size_gb             = 50
  data_center_id      = "EU-RO-1"
  deletion_protection = true
}
`),
			ExpectError: regexp.MustCompile(`(?s)Network volumes cannot shrink.*Set\s+size_gb\s+to\s+100\s+or\s+more`),
		},
		resource.TestStep{
			Config: env.Config(`
resource "runpod_network_volume" "test" {
  name                = "weights"
  size_gb             = 100
  data_center_id      = "EU-CZ-1"
  deletion_protection = true
}
`),
			ExpectError: regexp.MustCompile(`Network volume is protected`),
		},
		resource.TestStep{Config: env.Config(protected), Destroy: true, ExpectError: regexp.MustCompile(`Network volume is protected`)},
		resource.TestStep{Config: env.Config(basic)},
	)
}

// What the provider assumes of prices is priced again by a refresh, as a price that moves: no plan has it.
func TestAccNetworkVolume_pricingChanges(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	override := "pricing = { network_volume_tier_gb = 50 }"
	env.Run(
		resource.TestStep{Config: env.Config(basic)},
		resource.TestStep{
			Config:            env.Config(basic, override),
			ConfigPlanChecks:  resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{plancheck.ExpectResourceAction(address, plancheck.ResourceActionNoop)}},
			ConfigStateChecks: []statecheck.StateCheck{statecheck.ExpectKnownValue(address, acctest.Cost("monthly_usd"), acctest.USD("6"))},
		},
		resource.TestStep{
			Config: env.Config(strings.Replace(basic, "size_gb        = 100", "size_gb        = 110", 1), override),
			ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{
				plancheck.ExpectResourceAction(address, plancheck.ResourceActionUpdate),
				plancheck.ExpectKnownValue(address, acctest.Cost("monthly_usd"), acctest.USD("6.5")),
			}},
		},
	)
}

func TestAccNetworkVolume_unknownAtPlan(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	env.Run(resource.TestStep{
		Config: env.Config(`
resource "terraform_data" "size" { input = 100 }

resource "runpod_network_volume" "test" {
  name           = "weights"
  size_gb        = terraform_data.size.output
  data_center_id = "EU-RO-1"
}
`),
		ConfigPlanChecks: resource.ConfigPlanChecks{
			PreApply:             []plancheck.PlanCheck{plancheck.ExpectUnknownValue(address, tfjsonpath.New("estimated_cost"))},
			PostApplyPostRefresh: acctest.EmptyPlan(),
		},
		ConfigStateChecks: []statecheck.StateCheck{statecheck.ExpectKnownValue(address, acctest.Cost("monthly_usd"), acctest.USD("7"))},
	})
}
