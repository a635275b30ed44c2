terraform {
  required_version = ">= 1.11" # write-only arguments

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
  baked = var.baked_image != null

  # The volume is mounted at /runpod-volume: workers share what the first one has downloaded.
  env = {
    MODEL_NAME             = var.model
    MAX_MODEL_LEN          = tostring(var.max_model_len)
    MAX_CONCURRENCY        = tostring(var.concurrency)
    GPU_MEMORY_UTILIZATION = "0.92"
  }
  token = { for secret in runpod_secret.hf_token : "HF_TOKEN" => secret.reference }
}

# Runpod encrypts the token and passes it to the workers. It is never stored in state or in a plan file.
resource "runpod_secret" "hf_token" {
  count = var.hf_token_version > 0 ? 1 : 0

  name             = "${var.name}-hf-token"
  description      = "Downloads gated models"
  value_wo         = var.hf_token
  value_wo_version = var.hf_token_version
}

resource "runpod_network_volume" "models" {
  count = local.baked ? 0 : 1

  name           = "${var.name}-models"
  size_gb        = var.volume_size_gb
  data_center_id = var.data_center_id
}

resource "runpod_endpoint" "vllm" {
  name  = var.name
  image = local.baked ? var.baked_image : var.image

  gpu                = { pools = var.gpu_pools }
  workers            = { active = 0, flex = var.max_workers, idle_timeout_seconds = 60 }
  scaling            = { queue_delay_seconds = 4 }
  network_volume_ids = runpod_network_volume.models[*].id
  container_disk_gb  = local.baked ? 20 + ceil(var.model_size_gb) : 20

  env = merge(local.env, local.token)

  # For the estimate only. A cold start reads the weights, 1 GB/s from the image or 0.3 GB/s from the volume, and then
  # starts vLLM.
  usage = {
    requests_per_day   = var.requests_per_day
    hours_per_day      = var.hours_per_day
    execution_seconds  = var.execution_seconds
    concurrency        = var.concurrency
    cold_start_seconds = ceil(var.engine_start_seconds + var.model_size_gb / (local.baked ? 1 : 0.3))
  }
}

locals {
  billed = {
    endpoints       = [runpod_endpoint.vllm]
    network_volumes = runpod_network_volume.models
  }
}

data "runpod_cost_estimate" "total" {
  endpoints       = local.billed.endpoints
  network_volumes = local.billed.network_volumes
}
