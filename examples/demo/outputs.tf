output "monthly_usd" {
  description = "Expected cost of everything in a month."
  value       = data.runpod_cost_estimate.total.monthly_usd
}

output "costs" {
  description = "The bill, line by line."
  value       = data.runpod_cost_estimate.total.summary
}

output "matting_pod_or_serverless" {
  description = "Which way of running the matting load is cheapest, and why."
  value = {
    cheapest                      = data.runpod_pod_vs_serverless.matting.cheapest
    cheapest_on_demand            = data.runpod_pod_vs_serverless.matting.cheapest_on_demand
    busy_hours_per_day            = data.runpod_pod_vs_serverless.matting.busy_hours_per_day
    break_even_busy_hours_per_day = data.runpod_pod_vs_serverless.matting.break_even_busy_hours_per_day
    recommendation                = data.runpod_pod_vs_serverless.matting.recommendation
  }
}
