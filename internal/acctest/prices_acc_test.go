package acctest_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/runpod-iac/terraform-provider-runpod/internal/acctest"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/sandbox"
)

// billed has one of everything whose price the catalog tells.
const billed = `
resource "runpod_pod" "gpu" {
  name       = "gpu"
  image      = "busybox:1"
  gpu        = { type_ids = ["NVIDIA L40S"] }
  wait_until = "CREATED"
}

resource "runpod_endpoint" "gpu" {
  name  = "gpu"
  image = "busybox:1"
  gpu   = { pools = ["ADA_48_PRO"] }
  usage = { requests_per_day = 1000, execution_seconds = 3 }
}

resource "runpod_cluster" "gpu" {
  name    = "gpu"
  type    = "TRAINING"
  image   = "busybox:1"
  compute = { gpu_type_id = "NVIDIA H100 80GB HBM3", gpu_count_per_pod = 8, pod_count = 2 }
}
`

// TestAccPricesHoldFromPlanToApply: the costs that a plan has shown stand in its apply,
// though a price moved in between, or the catalog could be read only once. The next plan
// has the prices of its day.
func TestAccPricesHoldFromPlanToApply(t *testing.T) {
	t.Parallel()
	price := decimal.NewNullDecimal(decimal.RequireFromString("7.77"))
	moves := func(env *acctest.Env) { env.Account.SetGPUPrice("NVIDIA L40S", price, price, price) }
	fails := func(env *acctest.Env) {
		env.Account.Inject(sandbox.Fault{Kind: sandbox.FaultStatus, Status: http.StatusBadRequest, PathPrefix: "/catalog", Times: 1})
	}
	for name, test := range map[string]struct{ before, between func(*acctest.Env) }{
		"a price moves":                  {nil, moves},
		"the catalog fails at the apply": {nil, fails},
		"the catalog failed at the plan": {fails, func(*acctest.Env) {}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t, atOnce)
			w := env.Workdir(billed)
			if test.before != nil {
				test.before(env)
			}
			w.Run("plan", "-out=plan")
			test.between(env)
			w.Run("apply", "plan")
			if out := w.Run("plan"); !strings.Contains(out, "No changes.") {
				t.Errorf("not empty: %s", out)
			}
			// The apply has not read it: whoever reads now has the fault, where it is still to come.
			_, err := env.Client().ListGPUTypes(t.Context(), runpod.ListGPUTypesOptions{})
			if failed := err != nil; failed != (name == "the catalog fails at the apply") {
				t.Errorf("reading the catalog: %v", err)
			}
			moves(env)
			out := w.Run("plan", "-replace=runpod_pod.gpu")
			if !strings.Contains(out, "5677.1") { // 7.77 x 730, and 5.00 of the disk
				t.Errorf("not the prices of this plan: %s", out)
			}
			w.Run("apply", "-auto-approve", "-replace=runpod_pod.gpu")
			w.Run("destroy", "-auto-approve")
		})
	}
}
