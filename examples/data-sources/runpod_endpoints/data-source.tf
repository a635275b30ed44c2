data "runpod_endpoints" "all" {}

# The cost of all endpoints: without requests, and with all workers busy all month.
data "runpod_cost_estimate" "endpoints" {
  endpoints = data.runpod_endpoints.all.endpoints
}

output "workers_of_the_quota" {
  value = sum(concat([0], data.runpod_endpoints.all.endpoints[*].workers.max))
}

output "endpoints_monthly_usd" {
  value = [
    data.runpod_cost_estimate.endpoints.monthly_min_usd,
    data.runpod_cost_estimate.endpoints.monthly_max_usd,
  ]
}
