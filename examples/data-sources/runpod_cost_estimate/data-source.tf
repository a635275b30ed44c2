resource "runpod_pod" "fleet" {
  count = 2

  name  = "worker-${count.index}"
  image = "ghcr.io/acme/worker:1.0"
  gpu   = { type_ids = ["NVIDIA L40S"] }
  usage = { hours_per_day = 12 }
}

# Pass whole resources through a local value, so that Terraform can add them up at plan.
locals {
  billed = {
    pods = runpod_pod.fleet
    # You can add hand-written objects for what is managed elsewhere.
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
    # The expected cost, or the maximum for an endpoint without usage.
    condition     = data.runpod_cost_estimate.total.counted_usd <= 2500
    error_message = "Over budget: ${data.runpod_cost_estimate.total.summary}"
  }
}
