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

# A cluster bills as long as it exists and cannot be stopped: keep data on this volume. `terraform destroy
# -target=runpod_cluster.slurm` stops the billing.
resource "runpod_network_volume" "shared" {
  name                = "${var.name}-shared"
  size_gb             = var.volume_size_gb
  data_center_id      = var.data_center_id
  deletion_protection = var.deletion_protection
}

resource "runpod_cluster" "slurm" {
  name = var.name
  type = "SLURM"

  compute = {
    gpu_type_id       = var.gpu_type_id
    gpu_count_per_pod = var.gpu_count_per_pod
    pod_count         = var.pod_count
  }

  image             = var.image
  network_volume    = { id = runpod_network_volume.shared.id, mount_path = "/workspace" }
  container_disk_gb = 100

  ports     = ["22/tcp"]
  start_ssh = true

  # For the estimate only. Only you end the cluster.
  usage = { hours_per_month = var.hours_per_month }

  timeouts {
    create = "1h" # how long to wait until one data center has enough free GPUs
  }
}

locals {
  billed = {
    clusters        = [runpod_cluster.slurm]
    network_volumes = [runpod_network_volume.shared]
  }
}

data "runpod_cost_estimate" "total" {
  clusters        = local.billed.clusters
  network_volumes = local.billed.network_volumes
}
