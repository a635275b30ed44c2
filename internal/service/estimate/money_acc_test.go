package estimate_test

import (
	"strings"
	"testing"

	"github.com/runpod-iac/terraform-provider-runpod/internal/acctest"
)

// unpriced has a first choice and a fallback without a price, a pod that is stopped, and two modules' volumes of one name.
const unpriced = `
provider "runpod" {
  pricing = { source = "snapshot" }
  budget  = { max_hourly_usd = 80, monthly_usd = 10000 }
}
resource "runpod_pod" "fallback" {
  name  = "fallback"
  image = "busybox:1"
  gpu   = { type_ids = ["NVIDIA L4", "NVIDIA B400"] }
}
resource "runpod_pod" "first" {
  name  = "first"
  image = "busybox:1"
  gpu   = { type_ids = ["NVIDIA B400", "NVIDIA L4"] }
}
resource "runpod_pod" "stopped" {
  name          = "stopped"
  image         = "busybox:1"
  gpu           = { type_ids = ["NVIDIA L4"] }
  volume_disk   = { size_gb = 100 }
  desired_state = "STOPPED"
  usage         = { when_idle = "TERMINATED" }
}
resource "runpod_network_volume" "data" {
  count          = 2
  name           = "data"
  size_gb        = 100
  data_center_id = "EU-RO-1"
}
locals {
  pods    = [runpod_pod.fallback, runpod_pod.first, runpod_pod.stopped]
  volumes = runpod_network_volume.data
  cost    = runpod_pod.fallback.estimated_cost
}
data "runpod_cost_estimate" "total" {
  pods            = local.pods
  network_volumes = local.volumes
}
output "seen" {
  value = {
    fallback = local.cost.monthly_usd == 362.7 && local.cost.monthly_min_usd == null && local.cost.monthly_max_usd == null && local.cost.max_hourly_usd == null
    first    = runpod_pod.first.estimated_cost.monthly_usd == null && runpod_pod.first.estimated_cost.monthly_max_usd == null
    stopped  = runpod_pod.stopped.estimated_cost.monthly_usd
    total    = data.runpod_cost_estimate.total.monthly_usd == null && data.runpod_cost_estimate.total.exceeds_spend_limit == null
    counted  = data.runpod_cost_estimate.total.counted_usd
    rows     = data.runpod_cost_estimate.total.summary
  }
}
check "budget" {
  assert {
    condition     = data.runpod_cost_estimate.total.counted_usd <= 2500
    error_message = "Over budget: ${data.runpod_cost_estimate.total.counted_usd}."
  }
}
`

// TestAccUnpriced: what has no price is null at plan, each warning names its resource and the setting that helps, the
// budget says what it cannot count, and a check does not pass for lack of a price.
func TestAccUnpriced(t *testing.T) {
	t.Parallel()
	out := strings.Join(strings.Fields(acctest.New(t).Workdir(unpriced).Run("plan", "-no-color")), " ")
	for _, want := range []string{
		"fallback = true", "first = true", "stopped = 20 ", "total = true", "network volume data [0]", "network volume data [1]",
		"counted = 58801.7", // 362.70, 20 and 14; 58,400 for the pod without a price, and 5 for its disk
		"Warning: Cost estimate of pod fallback", "Warning: Cost estimate of pod first",
		`set pricing.gpu_overrides["NVIDIA B400"].secure_usd_per_hour`,
		"Warning: Not fully counted in the budget: pod fallback", "Warning: Not counted in the budget: pod first",
		"Over budget: 58801.7.",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("no %q in %s", want, out)
		}
	}
	if strings.Contains(out, "usage is not declared") {
		t.Errorf("a price that is missing is called a usage: %s", out)
	}
}
