resource "runpod_endpoint" "matting" {
  name  = "matting"
  image = "ghcr.io/acme/matting:1.4"
  gpu   = { pools = ["AMPERE_80"] }
}

data "runpod_endpoint_builds" "matting" {
  endpoint_id = runpod_endpoint.matting.id
}

output "failed" {
  value = {
    for b in data.runpod_endpoint_builds.matting.builds :
    b.commit_hash => b.error if b.status == "FAILED"
  }
}
