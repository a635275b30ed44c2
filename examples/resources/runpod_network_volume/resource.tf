resource "runpod_network_volume" "weights" {
  name           = "weights"
  size_gb        = 1500
  data_center_id = "EU-RO-1"

  # Set to true to make a destroy or a replacement an error.
  deletion_protection = false
}
