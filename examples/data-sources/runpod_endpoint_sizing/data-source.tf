locals {
  # 1,000 requests a day that come 30 at a time, with 6 GB of weights in the image.
  traffic = {
    requests_per_day  = 1000
    execution_seconds = 10
    traffic           = "BURSTS"
    burst_size        = 30
    model             = { size_gb = 6, location = "IMAGE" }
  }
}

data "runpod_endpoint_sizing" "matting" {
  gpu         = { pools = ["AMPERE_80"] }
  usage       = local.traffic
  target      = { burst_seconds = 60 }
  max_workers = 30
}

resource "runpod_endpoint" "matting" {
  name    = "matting"
  image   = "ghcr.io/acme/matting:1.4"
  gpu     = { pools = ["AMPERE_80"] }
  usage   = local.traffic
  workers = data.runpod_endpoint_sizing.matting.workers
  scaling = data.runpod_endpoint_sizing.matting.scaling
}

output "matting" {
  value = data.runpod_endpoint_sizing.matting.summary
}
