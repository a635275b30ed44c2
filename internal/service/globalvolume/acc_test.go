package globalvolume_test

import (
	"regexp"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/runpod-iac/terraform-provider-runpod/internal/acctest"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
)

const address = "runpod_global_volume.test"

const basic = `
resource "runpod_global_volume" "test" {
  name = "shared"
}
`

func TestAccGlobalVolume_lifecycle(t *testing.T) {
	t.Parallel()
	acctest.Needs(t, runpod.GroupGlobalVolumes)
	env := acctest.New(t)
	env.Run(
		resource.TestStep{
			Config: env.Config(basic),
			ConfigPlanChecks: resource.ConfigPlanChecks{
				PreApply: []plancheck.PlanCheck{
					plancheck.ExpectKnownValue(address, acctest.Cost("monthly_usd"), knownvalue.Null()),
					plancheck.ExpectKnownValue(address, acctest.Cost("monthly_max_usd"), knownvalue.Null()),
					plancheck.ExpectKnownValue(address, acctest.Cost("summary"), knownvalue.StringRegexp(regexp.MustCompile("unknown: Runpod does not publish"))),
				},
				PostApplyPostRefresh: acctest.EmptyPlan(),
			},
		},
		resource.TestStep{ResourceName: address, ImportState: true, ImportStateVerify: true},
		resource.TestStep{ResourceName: address, ImportState: true, ImportStateKind: resource.ImportBlockWithID},
		resource.TestStep{
			Config: env.Config(`
resource "runpod_global_volume" "test" {
  name = "everywhere"
}
data "runpod_global_volume" "id" { id = runpod_global_volume.test.id }
data "runpod_global_volumes" "all" { depends_on = [runpod_global_volume.test] }
`),
			ConfigPlanChecks: resource.ConfigPlanChecks{
				PreApply:             []plancheck.PlanCheck{plancheck.ExpectResourceAction(address, plancheck.ResourceActionUpdate)},
				PostApplyPostRefresh: acctest.EmptyPlan(),
			},
			ConfigStateChecks: []statecheck.StateCheck{
				statecheck.ExpectKnownValue("data.runpod_global_volume.id", tfjsonpath.New("name"), knownvalue.StringExact("everywhere")),
				statecheck.ExpectKnownValue("data.runpod_global_volumes.all", tfjsonpath.New("global_volumes").AtSliceIndex(0).AtMapKey("created_at"), knownvalue.NotNull()),
			},
		},
	)
}

// Whoever asks for a global volume by name is told that there are none here.
func TestAccGlobalVolume_notOffered(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, acctest.Without(map[runpod.Group]int{runpod.GroupGlobalVolumes: 403}))
	for _, config := range []string{basic, "data \"runpod_global_volumes\" \"all\" {}"} {
		env.Run(resource.TestStep{Config: env.Config(config), ExpectError: regexp.MustCompile(`does\s+not\s+offer\s+global\s+volumes`)})
	}
}
