data "runpod_pods" "all" {}

# The cost of all pods in their current state, including those that Terraform does not manage.
data "runpod_cost_estimate" "pods" {
  pods = data.runpod_pods.all.pods
}

output "running_usd_per_hour" {
  value = sum(concat([0], data.runpod_pods.all.pods[*].cost_per_hour_usd))
}

output "pods_monthly_usd" {
  value = data.runpod_cost_estimate.pods.monthly_usd
}
