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

# Text Embeddings Inference: an HTTP server that answers /embed, /v1/embeddings and, for the load balancer, /ping.
resource "runpod_endpoint" "api" {
  name  = var.name
  type  = "LOAD_BALANCER"
  image = var.image

  gpu     = { pools = var.gpu_pools }
  workers = { active = var.active_workers, flex = var.flex_workers, idle_timeout_seconds = 30 }
  scaling = { request_count = var.requests_per_worker }

  # Requests go to the port in PORT. A worker gets requests once GET /ping on that port answers 200.
  ports = ["8000/http"]
  env = {
    MODEL_ID                = var.model
    PORT                    = "8000"
    MAX_CONCURRENT_REQUESTS = tostring(4 * var.requests_per_worker)
  }

  # For the estimate only.
  usage = {
    requests_per_day   = var.requests_per_day
    hours_per_day      = var.hours_per_day
    execution_seconds  = var.execution_seconds
    cold_start_seconds = var.cold_start_seconds
  }
}
