package acctest_test

import (
	"fmt"
	"os"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/runpod-iac/terraform-provider-runpod/internal/acctest"
	"github.com/runpod-iac/terraform-provider-runpod/internal/provider"
)

// TestAccLive goes through the cheapest things there are on the account of
// RUNPOD_API_KEY, on Runpod itself: a small CPU pod, an endpoint without workers
// and a volume of 10 GB, for a few minutes and some cents. It only runs where
// RUNPOD_LIVE is set; everything else runs on an account in memory.
func TestAccLive(t *testing.T) {
	t.Parallel()
	if os.Getenv("RUNPOD_LIVE") == "" {
		t.Skip("RUNPOD_LIVE is not set: nothing is created on a real account")
	}
	name := fmt.Sprintf("tf-acc-%d", time.Now().Unix())
	config := func(mode string) string {
		return fmt.Sprintf(`
provider "runpod" {}

resource "runpod_network_volume" "test" {
  name           = %[1]q
  size_gb        = 10
  data_center_id = "EU-RO-1"
}

resource "runpod_endpoint" "test" {
  name    = %[1]q
  image   = "busybox:1"
  gpu     = { pools = ["AMPERE_16"] }
  workers = { active = 0, flex = 1 }
}

resource "runpod_pod" "test" {
  name              = %[1]q
  image             = "busybox:1"
  cpu               = { flavor_id = "cpu3c", vcpu_count = 2 }
  container_disk_gb = 5
  args              = "sleep 3600"
  env               = { MODE = %[2]q }
}
`, name, mode)
	}
	empty := acctest.EmptyPlan()
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: acctest.Factories(provider.Options{Version: "test"}),
		Steps: []resource.TestStep{
			{
				Config:           config("one"),
				ConfigPlanChecks: resource.ConfigPlanChecks{PostApplyPostRefresh: empty},
				ConfigStateChecks: []statecheck.StateCheck{
					statecheck.ExpectKnownValue("runpod_pod.test", tfjsonpath.New("status"), knownvalue.StringExact("RUNNING")),
				},
			},
			{
				Config: config("two"),
				ConfigPlanChecks: resource.ConfigPlanChecks{
					PreApply:             []plancheck.PlanCheck{plancheck.ExpectResourceAction("runpod_pod.test", plancheck.ResourceActionUpdate)},
					PostApplyPostRefresh: empty,
				},
			},
			{ResourceName: "runpod_pod.test", ImportState: true, ImportStateKind: resource.ImportBlockWithID},
			{ResourceName: "runpod_endpoint.test", ImportState: true, ImportStateKind: resource.ImportBlockWithID},
		},
	})
}
