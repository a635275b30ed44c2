# A queue of jobs that scales to zero.
resource "runpod_endpoint" "matting" {
  name  = "matting"
  image = "ghcr.io/acme/matting:1.4"

  gpu     = { pools = ["AMPERE_80", "ADA_80_PRO"] }
  workers = { active = 0, flex = 3, idle_timeout_seconds = 5 }
  scaling = { queue_delay_seconds = 4 }

  # For estimated_cost and estimated_service only. Without it the cost is a range.
  usage = {
    requests_per_day  = 1000
    execution_seconds = 30
    traffic           = "BURSTS"
    burst_size        = 30
    model             = { size_gb = 6, location = "IMAGE" }
  }
}

# An HTTP service with one worker that is always on.
resource "runpod_endpoint" "api" {
  name  = "api"
  type  = "LOAD_BALANCER"
  image = "ghcr.io/acme/api:3.0"

  gpu     = { pools = ["ADA_24"] }
  workers = { active = 1, flex = 2 }
  scaling = { request_count = 10 }
  ports   = ["8000/http"]
  env     = { PORT = "8000" }
}
