terraform {
  required_providers {
    runpod = {
      source  = "runpod-iac/runpod"
      version = "~> 0.1"
    }
  }
}

# The key comes from RUNPOD_API_KEY. The plan needs none.
provider "runpod" {}

locals {
  gpu = { pools = var.gpu_pools }

  traffic = {
    requests_per_day  = var.bursts_per_day * var.burst_size
    execution_seconds = var.execution_seconds
    traffic           = "BURSTS"
    burst_size        = var.burst_size
    model             = { size_gb = var.model_size_gb, location = "IMAGE" }
  }
}

# Simulates the bursts and finds the cheapest workers that serve each of them in time.
data "runpod_endpoint_sizing" "transcription" {
  gpu               = local.gpu
  usage             = local.traffic
  container_disk_gb = var.container_disk_gb
  max_workers       = var.max_workers
  target            = { burst_seconds = var.burst_seconds }
}

# Transcribes speech: one recording per request.
resource "runpod_endpoint" "transcription" {
  name  = var.name
  image = var.image

  gpu               = local.gpu
  container_disk_gb = var.container_disk_gb
  workers           = data.runpod_endpoint_sizing.transcription.workers
  scaling           = data.runpod_endpoint_sizing.transcription.scaling

  execution_timeout_ms = 1000 * max(60, 10 * var.execution_seconds)

  usage = local.traffic
}
