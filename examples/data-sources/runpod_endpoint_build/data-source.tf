variable "build_ids" {
  description = "Builds to look at, such as the build_id of a release."
  type        = set(string)
  default     = []
}

resource "runpod_endpoint" "matting" {
  name  = "matting"
  image = "ghcr.io/acme/matting:1.4"
  gpu   = { pools = ["AMPERE_80"] }
}

data "runpod_endpoint_build" "released" {
  for_each    = var.build_ids
  endpoint_id = runpod_endpoint.matting.id
  id          = each.key
}

output "commits" {
  value = { for id, build in data.runpod_endpoint_build.released : id => build.commit_hash }
}
