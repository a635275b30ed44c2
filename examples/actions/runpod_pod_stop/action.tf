resource "runpod_pod" "trainer" {
  name        = "trainer"
  image       = "runpod/pytorch:1.0.2-cu1281-torch280-ubuntu2404"
  gpu         = { type_ids = ["NVIDIA A100 80GB PCIe"] }
  volume_disk = { size_gb = 100 }

  # Whether it runs is decided by the actions, not by an apply; what it costs
  # follows from its usage.
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
