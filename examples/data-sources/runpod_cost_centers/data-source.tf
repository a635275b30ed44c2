data "runpod_cost_centers" "all" {}

output "cost_centers" {
  value = { for center in data.runpod_cost_centers.all.cost_centers : center.name => center.id... }
}
