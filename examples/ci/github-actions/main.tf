# The workflow next to this file plans this configuration. The budget here applies to every plan, on any machine; the
# limits in the workflow apply to the pull request.
terraform {
  required_providers {
    runpod = {
      source  = "runpod-iac/runpod"
      version = "~> 0.1"
    }
  }
}

provider "runpod" {
  budget = {
    max_hourly_usd = 20
    monthly_usd    = 1500
    enforcement    = "error"
  }
}

resource "runpod_pod" "trainer" {
  name  = "trainer"
  image = "runpod/pytorch:1.0.2-cu1281-torch280-ubuntu2404"

  gpu         = { type_ids = ["NVIDIA A100 80GB PCIe"] }
  volume_disk = { size_gb = 100 }

  usage = { hours_per_day = 8, when_idle = "STOPPED" }
}

resource "runpod_network_volume" "datasets" {
  name           = "datasets"
  size_gb        = 500
  data_center_id = "EU-RO-1"
}
