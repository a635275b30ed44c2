package costcenter_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/runpod-iac/terraform-provider-runpod/internal/acctest"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
)

const address = "runpod_cost_center.test"

const basic = `
resource "runpod_cost_center" "test" {
  name = "research"
}
`

func TestAccCostCenter_lifecycle(t *testing.T) {
	t.Parallel()
	acctest.Needs(t, runpod.GroupCostCenters)
	env := acctest.New(t)
	env.Run(
		resource.TestStep{Config: env.Config(basic), ConfigPlanChecks: resource.ConfigPlanChecks{PostApplyPostRefresh: acctest.EmptyPlan()}},
		resource.TestStep{ResourceName: address, ImportState: true, ImportStateVerify: true},
		resource.TestStep{ResourceName: address, ImportState: true, ImportStateKind: resource.ImportBlockWithID},
		resource.TestStep{
			Config: env.Config(`
resource "runpod_cost_center" "test" {
  name = "lab"
}
data "runpod_cost_center" "id" { id = runpod_cost_center.test.id }
data "runpod_cost_center" "name" {
  name       = "lab"
  depends_on = [runpod_cost_center.test]
}
data "runpod_cost_centers" "all" { depends_on = [runpod_cost_center.test] }
`),
			ConfigPlanChecks: resource.ConfigPlanChecks{
				PreApply:             []plancheck.PlanCheck{plancheck.ExpectResourceAction(address, plancheck.ResourceActionUpdate)},
				PostApplyPostRefresh: acctest.EmptyPlan(),
			},
			ConfigStateChecks: []statecheck.StateCheck{
				statecheck.ExpectKnownValue("data.runpod_cost_center.id", tfjsonpath.New("name"), knownvalue.StringExact("lab")),
				statecheck.ExpectKnownValue("data.runpod_cost_center.name", tfjsonpath.New("name"), knownvalue.StringExact("lab")),
				statecheck.ExpectKnownValue("data.runpod_cost_centers.all", tfjsonpath.New("cost_centers").AtSliceIndex(0).AtMapKey("name"), knownvalue.StringExact("lab")),
			},
		},
	)
}

func TestAccCostCenter_disappears(t *testing.T) {
	t.Parallel()
	acctest.Needs(t, runpod.GroupCostCenters)
	env := acctest.New(t)
	env.Run(
		resource.TestStep{Config: env.Config(basic)},
		resource.TestStep{
			PreConfig: func() {
				if err := env.Client().DeleteCostCenter(t.Context(), env.Account.CostCenters()[0].ID); err != nil {
					t.Fatal(err)
				}
			},
			Config:           env.Config(basic),
			ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{plancheck.ExpectResourceAction(address, plancheck.ResourceActionCreate)}},
		},
	)
}

func TestAccCostCenter_names(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	for name, words := range map[string]string{
		"": "Missing name", "\tlab": `Write "lab"`, "123456789012345678901234567890123456789012345678901": "at\\s+most\\s+50",
	} {
		env.Run(resource.TestStep{Config: env.Config("resource \"runpod_cost_center\" \"test\" {\n  name = \"" + name + "\"\n}\n"), PlanOnly: true, ExpectError: regexp.MustCompile(words)})
	}
}

// Runpod deletes a cost center that is in use: the plan says what that leaves without one.
func TestAccCostCenter_destroyInUse(t *testing.T) {
	t.Parallel()
	acctest.Needs(t, runpod.GroupCostCenters)
	env := acctest.New(t)
	const users = `
resource "runpod_network_volume" "test" {
  name           = "data"
  size_gb        = 10
  data_center_id = "EU-RO-1"
  cost_center_id = runpod_cost_center.test.id
}
`
	w := env.Workdir(env.Config(basic + users))
	w.Run("apply", "-auto-approve")
	volume, center := env.Account.NetworkVolumes()[0].ID, env.Account.CostCenters()[0].ID
	out := strings.Join(strings.Fields(strings.ReplaceAll(w.Run("plan", "-destroy", "-target", address), "│", "")), " ")
	for _, words := range []string{
		"Warning: Invoices lose a cost center that is in use: research", `"research" (` + center + `) has network volume ` + volume, "set its `cost_center_id` to another cost center first",
	} {
		if !strings.Contains(out, words) {
			t.Errorf("no %q in: %s", words, out)
		}
	}
	w.Run("destroy", "-auto-approve", "-target", "runpod_network_volume.test")
	if out := w.Run("destroy", "-auto-approve"); strings.Contains(out, "Warning: Invoices") {
		t.Errorf("warns of a cost center that nothing uses: %s", out)
	}
	if left := env.Account.CostCenters(); len(left) > 0 {
		t.Errorf("left: %v", left)
	}
}

// Whoever asks for a cost center by name is told that there are none here.
func TestAccCostCenter_notOffered(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, acctest.Without(map[runpod.Group]int{runpod.GroupCostCenters: 404}))
	for _, config := range []string{basic, "data \"runpod_cost_centers\" \"all\" {}"} {
		env.Run(resource.TestStep{Config: env.Config(config), ExpectError: regexp.MustCompile(`does\s+not\s+offer\s+cost\s+centers`)})
	}
}
