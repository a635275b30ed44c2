resource "runpod_endpoint" "matting" {
  name    = "matting"
  image   = "ghcr.io/acme/matting:1.4"
  gpu     = { pools = ["AMPERE_80"] }
  workers = { active = 1, flex = 2 }
}

# By name; `id = "..."` works as well.
data "runpod_endpoint" "matting" {
  name       = "matting"
  depends_on = [runpod_endpoint.matting]
}

output "run_url" {
  value = data.runpod_endpoint.matting.request_urls.run
}
