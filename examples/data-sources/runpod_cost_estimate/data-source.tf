resource "runpod_pod" "fleet" {
  count = 2

  name  = "worker-${count.index}"
  image = "ghcr.io/acme/worker:1.0"
  gpu   = { type_ids = ["NVIDIA L40S"] }
  usage = { hours_per_day = 12 }
}

# Whole resources go in by way of a local value: so Terraform can add them up while it plans.
locals {
  billed = {
    pods = runpod_pod.fleet
    # What somebody else manages can stand beside them, written by hand.
    endpoints = [{
      name    = "search"
      gpu     = { pools = ["ADA_24"] }
      workers = { active = 1, flex = 0 }
    }]
  }
}

data "runpod_cost_estimate" "total" {
  pods      = local.billed.pods
  endpoints = local.billed.endpoints
}

output "bill" {
  value = data.runpod_cost_estimate.total.summary
}

check "budget" {
  assert {
    # What is expected, else the maximum: an endpoint without usage counts too.
    condition     = data.runpod_cost_estimate.total.counted_usd <= 2500
    error_message = "Over budget: ${data.runpod_cost_estimate.total.summary}"
  }
}
