terraform {
  required_providers {
    runpod = {
      source  = "runpod-iac/runpod"
      version = "~> 0.1"
    }
  }
}

# The key comes from RUNPOD_API_KEY. The plan needs none.
provider "runpod" {
  # Added to everything below, in addition to its own tags.
  default_tags = { team = var.team, managed_by = "terraform" }

  # Every plan is checked against this limit. A plan that exceeds it and adds to the cost fails.
  budget = {
    monthly_usd    = var.monthly_budget_usd
    max_hourly_usd = var.max_hourly_usd
    enforcement    = "error"
  }
}

# The invoice shows the cost of each cost center.
resource "runpod_cost_center" "this" {
  for_each = var.cost_centers

  name = each.value
}

# One pod for each member, stopped at night.
resource "runpod_pod" "workbench" {
  for_each = var.members

  name  = "${var.team}-${each.key}"
  image = "runpod/pytorch:1.0.2-cu1281-torch280-ubuntu2404"

  gpu           = { type_ids = ["NVIDIA L4", "NVIDIA RTX A5000"] }
  volume_disk   = { size_gb = 50 }
  ports         = ["8888/http", "22/tcp"]
  start_jupyter = true
  start_ssh     = true

  cost_center_id = runpod_cost_center.this[each.value.cost_center].id
  tags           = { owner = each.key, stage = "development" }

  usage = { hours_per_day = each.value.hours_per_day }
}

# The service that the team offers to others.
resource "runpod_endpoint" "service" {
  name  = "${var.team}-transcription"
  image = "runpod/ai-api-faster-whisper:1.0.10"

  gpu     = { pools = ["AMPERE_24", "ADA_24"] }
  workers = { active = 0, flex = 3 }

  cost_center_id = runpod_cost_center.this["production"].id
  tags           = { stage = "production" }

  usage = {
    requests_per_day  = 500
    execution_seconds = 20
    model             = { size_gb = 3 }
  }
}

resource "runpod_network_volume" "datasets" {
  name           = "${var.team}-datasets"
  size_gb        = 200
  data_center_id = "EU-RO-1"

  cost_center_id = runpod_cost_center.this["research"].id
  tags           = { stage = "shared" }
}

locals {
  billed = {
    pods            = values(runpod_pod.workbench)
    endpoints       = [runpod_endpoint.service]
    network_volumes = [runpod_network_volume.datasets]
  }
}

data "runpod_cost_estimate" "team" {
  pods            = local.billed.pods
  endpoints       = local.billed.endpoints
  network_volumes = local.billed.network_volumes
}

# The budget above fails a plan at its limit. This warns earlier, at 80 %.
check "budget" {
  assert {
    condition     = data.runpod_cost_estimate.team.counted_usd <= 0.8 * var.monthly_budget_usd
    error_message = "More than 80 % of the budget of ${var.monthly_budget_usd} USD a month: ${data.runpod_cost_estimate.team.counted_usd} USD."
  }
}
