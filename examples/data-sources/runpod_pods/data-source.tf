data "runpod_pods" "all" {}

# What all of them cost if they go on as they are, those that Terraform does not
# manage included.
data "runpod_cost_estimate" "pods" {
  pods = data.runpod_pods.all.pods
}

output "running_usd_per_hour" {
  value = sum(concat([0], data.runpod_pods.all.pods[*].cost_per_hour_usd))
}

output "pods_monthly_usd" {
  value = data.runpod_cost_estimate.pods.monthly_usd
}
