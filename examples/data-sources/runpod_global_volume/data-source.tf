data "runpod_global_volume" "shared" {
  name       = "shared"
  depends_on = [runpod_global_volume.shared]
}

resource "runpod_global_volume" "shared" {
  name = "shared"
}

output "shared_since" {
  value = data.runpod_global_volume.shared.created_at
}
