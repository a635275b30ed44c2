terraform {
  required_providers {
    runpod = {
      source  = "runpod-iac/runpod"
      version = "~> 0.1"
    }
  }
}

# Key and URL come from RUNPOD_API_KEY and RUNPOD_API_URL. Without a key the plan still shows every cost, from the
# prices that ship with the provider.
provider "runpod" {}

# Image matting on demand. The weights are in the image, so a cold start takes seconds, not minutes.
resource "runpod_endpoint" "matting" {
  name  = "matting"
  image = "ghcr.io/acme/matting:1.4"

  gpu               = { pools = ["AMPERE_80"] }
  workers           = { active = 0, flex = 3, idle_timeout_seconds = 5 }
  container_disk_gb = 30

  usage = {
    requests_per_day  = 1000
    execution_seconds = 30
    model             = { size_gb = 6 }
  }
}

# A pod for training in office hours. You stop it for the other 16 hours; the volume disk keeps its data.
resource "runpod_pod" "trainer" {
  name  = "trainer"
  image = "runpod/pytorch:1.0.2-cu1281-torch280-ubuntu2404"

  gpu         = { type_ids = ["NVIDIA A100 80GB PCIe", "NVIDIA A100-SXM4-80GB"] }
  volume_disk = { size_gb = 100 }
  ports       = ["8888/http", "22/tcp"]
  start_ssh   = true

  usage = { hours_per_day = 8, when_idle = "STOPPED" }
}

resource "runpod_network_volume" "datasets" {
  name           = "datasets"
  size_gb        = 500
  data_center_id = "EU-RO-1"
}

# Pass whole resources through a local value, so that Terraform can add them up at plan.
locals {
  billed = {
    endpoints       = [runpod_endpoint.matting]
    pods            = [runpod_pod.trainer]
    network_volumes = [runpod_network_volume.datasets]
  }
}

data "runpod_cost_estimate" "total" {
  endpoints       = local.billed.endpoints
  pods            = local.billed.pods
  network_volumes = local.billed.network_volumes
}

# Would a pod be cheaper for the matting load?
data "runpod_pod_vs_serverless" "matting" {
  gpu_type_id = "NVIDIA A100 80GB PCIe"

  workload = {
    requests_per_day     = 1000
    execution_seconds    = 30
    model                = { size_gb = 6 }
    idle_timeout_seconds = 5
  }
  storage = { container_disk_gb = 30 }
}

check "budget" {
  assert {
    condition     = data.runpod_cost_estimate.total.counted_usd <= var.monthly_budget_usd
    error_message = "Over budget: ${data.runpod_cost_estimate.total.summary}"
  }
}
