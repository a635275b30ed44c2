package estimate_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/config"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"

	"github.com/runpod-iac/terraform-provider-runpod/internal/acctest"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
)

// sized are endpoints with the workers that a search has found.
const sized = `
variable "seconds" { default = 60 }
variable "max_workers" { default = 30 }
locals {
  bursts = {
    requests_per_day = 1000, execution_seconds = 10, traffic = "BURSTS", burst_size = 30
    model = { size_gb = 6 }
  }
  steady = { requests_per_day = 2000, execution_seconds = 1 }
}
data "runpod_endpoint_sizing" "bursts" {
  gpu         = { pools = ["AMPERE_80"] }
  usage       = local.bursts
  target      = { burst_seconds = var.seconds }
  max_workers = var.max_workers
}
data "runpod_endpoint_sizing" "quick" {
  gpu         = { pools = ["AMPERE_80"] }
  usage       = local.steady
  target      = { wait_p95_seconds = 1 }
  max_workers = 5
}
data "runpod_endpoint_sizing" "balancer" {
  type        = "LOAD_BALANCER"
  cpu         = [{ flavor_id = "cpu3g", vcpu_count = 2 }]
  usage       = local.steady
  target      = { wait_p95_seconds = 5 }
  max_workers = 5
}
resource "runpod_endpoint" "bursts" {
  name    = "bursts"
  image   = "busybox:1"
  gpu     = { pools = ["AMPERE_80"] }
  usage   = local.bursts
  workers = data.runpod_endpoint_sizing.bursts.workers
  scaling = data.runpod_endpoint_sizing.bursts.scaling
}
resource "runpod_endpoint" "quick" {
  name    = "quick"
  image   = "busybox:1"
  gpu     = { pools = ["AMPERE_80"] }
  usage   = local.steady
  workers = data.runpod_endpoint_sizing.quick.workers
  scaling = data.runpod_endpoint_sizing.quick.scaling
}
resource "runpod_endpoint" "balancer" {
  name    = "balancer"
  type    = "LOAD_BALANCER"
  image   = "busybox:1"
  cpu     = [{ flavor_id = "cpu3g", vcpu_count = 2 }]
  ports   = ["8000/http"]
  usage   = local.steady
  workers = data.runpod_endpoint_sizing.balancer.workers
  scaling = data.runpod_endpoint_sizing.balancer.scaling
}
output "same" {
  value = alltrue([for pair in [
    [runpod_endpoint.bursts, data.runpod_endpoint_sizing.bursts],
    [runpod_endpoint.quick, data.runpod_endpoint_sizing.quick],
    [runpod_endpoint.balancer, data.runpod_endpoint_sizing.balancer],
  ] : pair[0].estimated_cost.monthly_usd == pair[1].monthly_usd && pair[0].estimated_cost.monthly_max_usd == pair[1].monthly_max_usd
    && jsonencode(pair[0].estimated_service) == jsonencode(pair[1].estimated_service)])
}
output "flex" { value = data.runpod_endpoint_sizing.bursts.workers.flex }
`

// TestAccEndpointSizing_applied: what a search finds can be assigned, and comes to the same cost and the same waits.
func TestAccEndpointSizing_applied(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	step := func(variables config.Variables, flex int64) resource.TestStep {
		return resource.TestStep{
			Config: env.Config(sized), ConfigVariables: variables,
			ConfigPlanChecks: resource.ConfigPlanChecks{
				PreApply: []plancheck.PlanCheck{
					plancheck.ExpectKnownOutputValue("same", knownvalue.Bool(true)),
					plancheck.ExpectKnownOutputValue("flex", knownvalue.Int64Exact(flex)),
				},
				PostApplyPostRefresh: acctest.EmptyPlan(),
			},
		}
	}
	env.Run(
		step(nil, 6),
		step(config.Variables{"seconds": config.IntegerVariable(30)}, 15),
		resource.TestStep{
			Config: env.Config(sized), ConfigVariables: config.Variables{"seconds": config.IntegerVariable(50), "max_workers": config.IntegerVariable(5)},
			PlanOnly: true, ExpectError: regexp.MustCompile(`(?s)No workers meet the target.*max_workers.*to\s+6`),
		},
	)
}

// TestAccEndpointSizing_quota: the account is asked for its quota, once, and only where max_workers is not set.
func TestAccEndpointSizing_quota(t *testing.T) {
	t.Parallel()
	acctest.Needs(t, runpod.GroupLimits)
	env := acctest.New(t)
	env.Account.SetWorkerQuota(30)
	body := func(more string) string {
		return env.Config(`
data "runpod_endpoint_sizing" "test" {
  gpu    = { pools = ["AMPERE_80"] }
  usage  = { requests_per_day = 1000, execution_seconds = 10, traffic = "BURSTS", burst_size = 30, model = { size_gb = 6 } }
  target = { burst_seconds = 60 }
  ` + more + `
}
output "workers" { value = [data.runpod_endpoint_sizing.test.max_workers, data.runpod_endpoint_sizing.test.workers.flex] }
`)
	}
	limits := func() int {
		n := 0
		for _, r := range env.Account.Requests() {
			if strings.HasSuffix(r.Path, "/account/limits") {
				n++
			}
		}
		return n
	}
	check := func(most int64) resource.ConfigPlanChecks {
		return resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{plancheck.ExpectKnownOutputValue("workers",
			knownvalue.TupleExact([]knownvalue.Check{knownvalue.Int64Exact(most), knownvalue.Int64Exact(6)}))}}
	}
	asked := 0
	env.Run(
		resource.TestStep{Config: body("max_workers = 20"), ConfigPlanChecks: check(20)},
		resource.TestStep{PreConfig: func() { asked = limits() }, Config: body(""), ConfigPlanChecks: check(30)},
	)
	if asked != 0 || limits() == 0 {
		t.Errorf("asked %d times with max_workers, and %d times without", asked, limits()-asked)
	}
}
