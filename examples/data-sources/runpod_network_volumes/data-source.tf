data "runpod_network_volumes" "all" {}

# The cost of all network volumes, including those that Terraform does not manage.
data "runpod_cost_estimate" "storage" {
  network_volumes = data.runpod_network_volumes.all.network_volumes
}

output "storage_monthly_usd" {
  value = data.runpod_cost_estimate.storage.monthly_usd
}
