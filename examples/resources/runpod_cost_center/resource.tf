resource "runpod_cost_center" "research" {
  name = "research"
}

resource "runpod_network_volume" "datasets" {
  name           = "datasets"
  size_gb        = 500
  data_center_id = "EU-RO-1"

  cost_center_id = runpod_cost_center.research.id
  tags           = { team = "vision" }
}
