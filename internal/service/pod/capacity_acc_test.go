package pod_test

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

func TestAccPod_capacityFallback(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	env.Account.SetCapacity(a100, "", runpod.CloudSecure, 0)
	two := configWith(`image = "busybox:1"`, `gpu = { type_ids = ["`+a100+`", "`+a100sxm+`"] }`)
	env.Run(
		resource.TestStep{
			Config: env.Config(two),
			ConfigPlanChecks: resource.ConfigPlanChecks{
				PreApply: []plancheck.PlanCheck{
					plancheck.ExpectKnownValue(address, acctest.Cost("monthly_min_usd"), acctest.USD("1311.7")),
					plancheck.ExpectKnownValue(address, acctest.Cost("monthly_max_usd"), acctest.USD("1311.7")),
				},
				PostApplyPostRefresh: acctest.EmptyPlan(),
			},
			ConfigStateChecks: []statecheck.StateCheck{statecheck.ExpectKnownValue(address, tfjsonpath.New("gpu_type_id"), knownvalue.StringExact(a100sxm))},
		},
		resource.TestStep{ // another order leaves the pod as it is
			Config:           env.Config(configWith(`image = "busybox:1"`, `gpu = { type_ids = ["`+a100sxm+`", "`+a100+`"] }`)),
			ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: action(plancheck.ResourceActionUpdate), PostApplyPostRefresh: acctest.EmptyPlan()},
		},
		resource.TestStep{ // and so does dropping one that was not placed
			Config:           env.Config(configWith(`image = "busybox:1"`, `gpu = { type_ids = ["`+a100sxm+`"] }`)),
			ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: action(plancheck.ResourceActionUpdate), PostApplyPostRefresh: acctest.EmptyPlan()},
		},
		resource.TestStep{ // dropping the placed one replaces
			Config:           env.Config(configWith(`image = "busybox:1"`, `gpu = { type_ids = ["`+l40s+`"] }`)),
			ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: action(plancheck.ResourceActionDestroyBeforeCreate)},
		},
	)
}

func TestAccPod_noCapacityAnywhere(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	env.Account.SetCapacity(a100, "", runpod.CloudSecure, 0)
	env.Account.SetCapacity(l40s, "", runpod.CloudSecure, 0)
	env.Run(resource.TestStep{
		Config: env.Config(configWith(`image = "busybox:1"`, `gpu = { type_ids = ["`+a100+`", "`+l40s+`"] }`,
			`data_center_ids = ["EU-RO-1", "US-KS-2"]`, `timeouts {`, `  create = "10m"`, `}`)),
		ExpectError: regexp.MustCompile(`(?s)no capacity within 10m0s.*` + a100 + ` in EU-RO-1:.*` + a100 + ` in US-KS-2:.*` + l40s + ` in EU-RO-1:.*` + l40s +
			` in\s+US-KS-2:.*Nothing was created`),
	})
	if passed := env.Clock.Now().Sub(acctest.Start).Minutes(); passed < 10 || passed > 11 {
		t.Errorf("apply gave up after %.1f minutes, want 10", passed)
	}
}

func TestAccPod_capacityComesFree(t *testing.T) {
	t.Parallel()
	acctest.EachLifecycle(t, checkPodCapacityComesFree)
}

func checkPodCapacityComesFree(t *testing.T, env *acctest.Env) {
	env.Account.SetCapacity(a100, "", runpod.CloudSecure, 0)
	env.OnSleep = func() {
		if env.Clock.Now().Sub(acctest.Start).Minutes() > 2 {
			env.Account.SetCapacity(a100, "", runpod.CloudSecure, 4)
		}
	}
	env.Run(resource.TestStep{
		Config:           env.Config(config()),
		ConfigPlanChecks: resource.ConfigPlanChecks{PostApplyPostRefresh: acctest.EmptyPlan()},
	})
}
