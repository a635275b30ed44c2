package acctest_test

import (
	"net/http"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"

	"github.com/runpod-iac/terraform-provider-runpod/internal/acctest"
	"github.com/runpod-iac/terraform-provider-runpod/internal/sandbox"
)

// TestAccLostAnswers loses the answer to every create in every way: what was made
// ends up in the state, and nothing is made twice.
func TestAccLostAnswers(t *testing.T) {
	t.Parallel()
	const config = `
resource "runpod_network_volume" "test" {
  count          = 2
  name           = "twins"
  size_gb        = 20
  data_center_id = "EU-RO-1"
}

resource "runpod_pod" "test" {
  count = 2
  name  = "twins"
  image = "busybox:1"
  gpu   = { type_ids = ["NVIDIA L40S"] }
}

resource "runpod_endpoint" "test" {
  count = 2
  name  = "twins"
  image = "busybox:1"
  gpu   = { pools = ["AMPERE_80"] }
}
`
	for name, fault := range map[string]sandbox.Fault{
		"502 after":        {Kind: sandbox.FaultStatusAfter, Status: http.StatusBadGateway},
		"connection reset": {Kind: sandbox.FaultDropAfter},
		"truncated":        {Kind: sandbox.FaultTruncate},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t)
			for _, path := range []string{"/pods", "/serverless", "/network-volumes"} {
				fault.Method, fault.PathPrefix = http.MethodPost, path
				env.Account.Inject(fault)
			}
			env.Run(resource.TestStep{
				Config:           env.Config(config),
				ConfigPlanChecks: resource.ConfigPlanChecks{PostApplyPostRefresh: acctest.EmptyPlan()},
			})
			posts := 0
			for _, request := range env.Account.Requests() {
				if request.Method == http.MethodPost {
					posts++
				}
			}
			if posts != 6 {
				t.Errorf("%d creates were sent, want 6", posts)
			}
		})
	}
}
