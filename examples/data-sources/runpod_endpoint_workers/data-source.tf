resource "runpod_endpoint" "matting" {
  name    = "matting"
  image   = "ghcr.io/acme/matting:1.4"
  gpu     = { pools = ["AMPERE_80"] }
  workers = { active = 1, flex = 2 }
}

data "runpod_endpoint_workers" "matting" {
  endpoint_id = runpod_endpoint.matting.id
}

# Warns at every plan, without failing it.
check "workers" {
  assert {
    condition     = data.runpod_endpoint_workers.matting.summary.unhealthy == 0
    error_message = "Workers of ${runpod_endpoint.matting.name} are failing."
  }
}
