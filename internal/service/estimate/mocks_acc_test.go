package estimate_test

import (
	"os"
	"strings"
	"testing"

	"github.com/runpod-iac/terraform-provider-runpod/internal/acctest"
)

// mocked is a module that passes whole resources, and their values, into data
// sources.
const mocked = `
resource "runpod_network_volume" "data" {
  name           = "data"
  size_gb        = 200
  data_center_id = "EU-RO-1"
}

resource "runpod_pod" "trainer" {
  name           = "trainer"
  image          = "busybox:1"
  gpu            = { type_ids = ["NVIDIA L40S"] }
  network_volume = { id = runpod_network_volume.data.id }
  ports          = ["8888/http", "22/tcp"]
  usage          = { hours_per_day = 8 }
}

resource "runpod_pod" "minimal" {
  count = 2
  name  = "minimal-${count.index}"
  image = "busybox:1"
  cpu   = { flavor_id = "cpu3c", vcpu_count = 2 }
}

resource "runpod_endpoint" "app" {
  for_each = toset(["a", "b"])
  name     = each.key
  image    = "busybox:1"
  gpu      = { pools = ["AMPERE_80"] }
}

resource "runpod_endpoint" "busy" {
  name    = "busy"
  image   = "busybox:1"
  cpu     = [{ flavor_id = "cpu3g", vcpu_count = 2 }]
  scaling = { request_count = 4 }
  usage   = { requests_per_day = 1000, execution_seconds = 3 }
}

resource "runpod_cluster" "ray" {
  name    = "ray"
  type    = "RAY"
  image   = "busybox:1"
  compute = { gpu_type_id = "NVIDIA H100 80GB HBM3", gpu_count_per_pod = 8, pod_count = 2 }
}

resource "runpod_template" "base" {
  name  = "base"
  image = "busybox:1"
}

locals {
  pods      = concat([runpod_pod.trainer], runpod_pod.minimal)
  endpoints = concat([runpod_endpoint.busy], values(runpod_endpoint.app))
}

data "runpod_cost_estimate" "total" {
  pods            = local.pods
  endpoints       = local.endpoints
  network_volumes = [runpod_network_volume.data]
  clusters        = [runpod_cluster.ray]
}

data "runpod_pod_vs_serverless" "choice" {
  gpu_type_id = runpod_pod.trainer.gpu_type_id
  gpu_count   = runpod_pod.trainer.gpu.count
  cloud       = runpod_pod.trainer.cloud
  storage     = { container_disk_gb = runpod_pod.trainer.container_disk_gb }
}

data "runpod_endpoint_sizing" "busy" {
  cpu         = runpod_endpoint.busy.cpu
  usage       = runpod_endpoint.busy.usage
  target      = { wait_p95_seconds = 30 }
  max_workers = runpod_endpoint.busy.workers.max
}

data "runpod_pod" "trainer" {
  id = runpod_pod.trainer.id
}

data "runpod_gpu_type" "placed" {
  id = runpod_pod.trainer.gpu_type_id
}

data "runpod_endpoint_workers" "busy" {
  endpoint_id = runpod_endpoint.busy.id
}

data "runpod_endpoint_releases" "busy" {
  endpoint_id = runpod_endpoint.busy.id
}

data "runpod_billing" "since" {
  product = "pods"
  start   = runpod_pod.trainer.created_at
}

data "runpod_template" "base" {
  id = runpod_template.base.id
}

output "monthly" {
  value = data.runpod_cost_estimate.total.monthly_usd
}
`

const mockedTest = `
mock_provider "runpod" {}

run "plans" {
  command = plan
}

run "applies" {
  assert {
    condition     = runpod_pod.trainer.name == "trainer" && length(runpod_pod.minimal) == 2
    error_message = "The pods are not there."
  }
}

run "answers" {
  override_data {
    target = data.runpod_cost_estimate.total
    values = { monthly_usd = 478.23 }
  }
  assert {
    condition     = output.monthly == 478.23
    error_message = "The override is not taken."
  }
}
`

// TestAccMocks passes what a CLI makes up into every data source: nothing is checked
// that nobody wrote.
func TestAccMocks(t *testing.T) {
	t.Parallel()
	acctest.Need(t, acctest.FeatureMocks)
	env := acctest.New(t)
	w := env.Workdir(mocked)
	if err := os.WriteFile(w.Path("mocks.tftest.hcl"), []byte(mockedTest), 0o600); err != nil {
		t.Fatal(err)
	}
	if out := w.Run("test", "-no-color"); !strings.Contains(out, "3 passed, 0 failed") {
		t.Error(out)
	}
	for _, made := range env.Account.Contents() {
		t.Errorf("a mocked provider made %s", made)
	}
}

// TestAccWrongInputIsFoundAtPlan, once and on its attribute: known or deferred.
func TestAccWrongInputIsFoundAtPlan(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	w := env.Workdir("")
	for name, pods := range map[string]string{
		"known":    `[{ gpu = { type_ids = ["NVIDIA L40S"], count = 0 } }]`,
		"deferred": `[{ gpu = { type_ids = ["NVIDIA L40S"], count = 0 } }, runpod_pod.later]`,
	} {
		w.Write(`
resource "runpod_pod" "later" {
  name  = "later"
  image = "busybox:1"
  cpu   = { flavor_id = "cpu3c", vcpu_count = 2 }
}
data "runpod_cost_estimate" "total" {
  pods = ` + pods + `
}
`)
		if said := w.Fails("plan", "-no-color"); strings.Count(said, "Error: ") != 1 || !strings.Contains(said, "pods[0].gpu.count") {
			t.Errorf("%s: %s", name, said)
		}
	}
}
