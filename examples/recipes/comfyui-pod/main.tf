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

# If the account already has the key, leave it out: adding it twice is an error.
resource "runpod_ssh_key" "this" {
  count = var.ssh_public_key == null ? 0 : 1

  public_key = var.ssh_public_key
}

# Keeps models, workflows and images when the pod is replaced.
resource "runpod_network_volume" "comfyui" {
  name                = "${var.name}-data"
  size_gb             = var.volume_size_gb
  data_center_id      = var.data_center_id
  deletion_protection = var.deletion_protection
}

# With `running = false` only the volume bills. The next pod may start on any machine that has a free GPU.
resource "runpod_pod" "comfyui" {
  count = var.running ? 1 : 0

  name  = var.name
  image = var.image

  gpu               = { type_ids = var.gpu_type_ids }
  network_volume    = { id = runpod_network_volume.comfyui.id, mount_path = "/workspace" }
  container_disk_gb = 30

  # 8188 is ComfyUI, 8080 a file browser. Anyone who knows the URL can open them.
  ports     = ["8188/http", "8080/http", "22/tcp"]
  start_ssh = true

  # For the estimate only. Only you end the pod.
  usage = { hours_per_day = var.hours_per_day, when_idle = "TERMINATED" }

  # A pod gets the account's keys when it is created.
  depends_on = [runpod_ssh_key.this]
}

locals {
  billed = {
    pods            = runpod_pod.comfyui
    network_volumes = [runpod_network_volume.comfyui]
  }
}

data "runpod_cost_estimate" "total" {
  pods            = local.billed.pods
  network_volumes = local.billed.network_volumes
}
