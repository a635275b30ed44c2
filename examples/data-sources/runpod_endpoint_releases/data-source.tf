resource "runpod_endpoint" "matting" {
  name    = "matting"
  image   = "ghcr.io/acme/matting:1.4"
  gpu     = { pools = ["AMPERE_80"] }
  workers = { active = 1, flex = 2 }
}

data "runpod_endpoint_releases" "matting" {
  endpoint_id = runpod_endpoint.matting.id
}

output "rollout" {
  value = "${data.runpod_endpoint_releases.matting.rollout.percent_on_latest} % on release ${data.runpod_endpoint_releases.matting.endpoint_version}"
}

output "changed" {
  value = {
    for r in data.runpod_endpoint_releases.matting.releases : r.version => r.diff[*].field
  }
}
