resource "runpod_network_volume" "weights" {
  name           = "weights"
  size_gb        = 1500
  data_center_id = "EU-RO-1"

  # Destroying or replacing it is an error until this is false.
  deletion_protection = false
}
