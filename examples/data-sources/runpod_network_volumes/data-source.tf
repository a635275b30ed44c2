data "runpod_network_volumes" "all" {}

# What all of them cost, those that Terraform does not manage included.
data "runpod_cost_estimate" "storage" {
  network_volumes = data.runpod_network_volumes.all.network_volumes
}

output "storage_monthly_usd" {
  value = data.runpod_cost_estimate.storage.monthly_usd
}
