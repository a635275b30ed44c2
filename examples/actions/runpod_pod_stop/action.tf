resource "runpod_pod" "trainer" {
  name        = "trainer"
  image       = "runpod/pytorch:1.0.2-cu1281-torch280-ubuntu2404"
  gpu         = { type_ids = ["NVIDIA A100 80GB PCIe"] }
  volume_disk = { size_gb = 100 }

  # The actions start and stop the pod; an apply does neither. The estimate uses
  # the declared usage.
  usage = { hours_per_day = 8 }
  lifecycle {
    ignore_changes = [desired_state]
  }
}

# terraform apply -invoke=action.runpod_pod_stop.trainer
action "runpod_pod_stop" "trainer" {
  config {
    id = runpod_pod.trainer.id
  }
}
