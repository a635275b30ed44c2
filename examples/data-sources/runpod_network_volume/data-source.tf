resource "runpod_network_volume" "weights" {
  name           = "weights"
  size_gb        = 100
  data_center_id = "EU-RO-1"
}

# By name; `id = "..."` works as well.
data "runpod_network_volume" "weights" {
  name       = "weights"
  depends_on = [runpod_network_volume.weights]
}

output "data_center" {
  value = data.runpod_network_volume.weights.data_center_id
}
