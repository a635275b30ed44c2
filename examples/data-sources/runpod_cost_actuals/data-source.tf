resource "runpod_pod" "trainer" {
  name  = "trainer"
  image = "runpod/pytorch:1.0.2-cu1281-torch280-ubuntu2404"
  gpu   = { type_ids = ["NVIDIA A100 80GB PCIe"] }
  usage = { hours_per_day = 8 }
}

resource "runpod_network_volume" "datasets" {
  name           = "datasets"
  size_gb        = 500
  data_center_id = "EU-RO-1"
}

# The bill of the last week, compared with the estimates.
data "runpod_cost_actuals" "week" {
  pods            = [runpod_pod.trainer]
  network_volumes = [runpod_network_volume.datasets]
  days            = 7
}

output "week" {
  value = data.runpod_cost_actuals.week.summary
}

# The usage that matches the bill. Declare it to improve the next estimates.
output "usage" {
  value = { for r in data.runpod_cost_actuals.week.resources : r.name => r.suggested_usage }
}

# What is billed but not declared here.
output "others" {
  value = data.runpod_cost_actuals.week.others
}
