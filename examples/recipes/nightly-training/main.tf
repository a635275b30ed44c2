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
  # The container runs this at each start. It trains until the night is over, then stops the pod and repeats the command
  # until it works: Runpod restarts a container that exits. runpodctl and its key are in every pod.
  night = <<-END
    timeout ${var.night_hours}h bash -c "$TRAIN_COMMAND"
    until runpodctl stop pod "$RUNPOD_POD_ID"; do sleep 30; done
    sleep infinity
  END
}

resource "runpod_pod" "trainer" {
  name  = var.name
  image = var.image

  gpu               = { type_ids = var.gpu_type_ids, count = var.gpu_count }
  volume_disk       = { size_gb = var.volume_size_gb, mount_path = "/workspace" }
  container_disk_gb = 30

  cmd = ["bash", "-c", local.night]
  env = { TRAIN_COMMAND = var.train_command }

  # For the estimate only: the pod is stopped for the rest of the day.
  usage = { hours_per_day = var.night_hours, when_idle = "STOPPED" }

  # The pod stops itself, and nightly.yml starts it: an apply does neither.
  lifecycle {
    ignore_changes = [desired_state]
  }
}
