resource "runpod_global_volume" "shared" {
  name = "shared"
}
