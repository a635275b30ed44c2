resource "runpod_network_volume" "datasets" {
  name           = "datasets"
  size_gb        = 500
  data_center_id = "EU-RO-1"
}

# A GPU pod that you stop after office hours. It gets the first GPU type that is free.
resource "runpod_pod" "trainer" {
  name  = "trainer"
  image = "runpod/pytorch:1.0.2-cu1281-torch280-ubuntu2404"

  gpu = {
    type_ids         = ["NVIDIA A100 80GB PCIe", "NVIDIA A100-SXM4-80GB"]
    min_cuda_version = "12.8"
  }
  data_center_ids = ["EU-RO-1"]
  network_volume  = { id = runpod_network_volume.datasets.id }

  ports     = ["8888/http", "22/tcp"]
  start_ssh = true
  env       = { WANDB_API_KEY = "{{ RUNPOD_SECRET_wandb }}" }

  # For estimated_cost only: 8 hours a day, stopped for the rest.
  usage = { hours_per_day = 8 }

  # Without this, the next apply starts a stopped pod.
  lifecycle {
    ignore_changes = [desired_state]
  }

  timeouts {
    create = "30m" # how long to look for a free GPU
  }
}

# Null while the pod is stopped.
output "ssh" {
  value = runpod_pod.trainer.ssh.direct.command
}

# A pod without a GPU.
resource "runpod_pod" "scheduler" {
  name  = "scheduler"
  image = "ghcr.io/acme/scheduler:2.1"
  cpu   = { flavor_id = "cpu3c", vcpu_count = 2 }

  container_disk_gb = 10
}
