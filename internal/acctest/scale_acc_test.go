package acctest_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"

	"github.com/runpod-iac/terraform-provider-runpod/internal/acctest"
)

// TestStoryPlanOfManyAsksLittle counts what a plan that changes nothing asks
// Runpod: two requests a kind and the prices, however many there are.
func TestStoryPlanOfManyAsksLittle(t *testing.T) {
	acctest.Story(t)
	t.Parallel()
	env := acctest.New(t)
	config := env.Config(`
resource "runpod_network_volume" "test" {
  count          = 12
  name           = "volume-${count.index}"
  size_gb        = 20
  data_center_id = "EU-RO-1"
}

resource "runpod_pod" "test" {
  count = 12
  name  = "pod-${count.index}"
  image = "busybox:1"
  gpu   = { type_ids = ["NVIDIA L40S"] }
}

resource "runpod_endpoint" "test" {
  count   = 12
  name    = "endpoint-${count.index}"
  image   = "busybox:1"
  gpu     = { pools = ["AMPERE_80"] }
  workers = { flex = 1 }
}

resource "runpod_template" "test" {
  count = 12
  name  = "template-${count.index}"
  image = "busybox:1"
}

resource "runpod_secret" "test" {
  count = 12
  name  = "secret-${count.index}"
  value = "value"
}

resource "runpod_container_registry_auth" "test" {
  count    = 12
  name     = "registry-${count.index}"
  username = "user"
  password = "password"
}
`)
	applied := 0
	env.Run(
		resource.TestStep{Config: config},
		resource.TestStep{
			PreConfig:        func() { applied = len(env.Account.Requests()) },
			Config:           config,
			PlanOnly:         true,
			ConfigPlanChecks: resource.ConfigPlanChecks{PostApplyPreRefresh: acctest.EmptyPlan()},
		},
	)
	asked := map[string]int{}
	for _, request := range env.Account.Requests()[applied:] {
		if request.Method != http.MethodGet {
			break // the destroy begins
		}
		kind, _, _ := strings.Cut(strings.TrimPrefix(request.Path, "/v2/"), "/")
		asked[kind]++
	}
	// The test framework plans three times here, each time with a provider of its own.
	const plans = 3
	for _, kind := range []string{"pods", "serverless", "network-volumes", "templates", "account", "registries"} {
		if asked[kind] == 0 || asked[kind] > 2*plans {
			t.Errorf("%d requests for %s in %d plans, want at most %d", asked[kind], kind, plans, 2*plans)
		}
	}
}
