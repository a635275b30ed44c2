resource "runpod_endpoint" "matting" {
  name    = "matting"
  image   = "ghcr.io/acme/matting:1.4"
  gpu     = { pools = ["AMPERE_80"] }
  workers = { active = 1, flex = 2 }
}

data "runpod_endpoint_workers" "matting" {
  endpoint_id = runpod_endpoint.matting.id
}

# The last lines of the worker that is always on.
data "runpod_endpoint_worker_logs" "matting" {
  endpoint_id = runpod_endpoint.matting.id
  worker_id   = data.runpod_endpoint_workers.matting.workers[0].id
  tail        = 20
}

output "log" {
  value     = data.runpod_endpoint_worker_logs.matting.text
  sensitive = true
}
