resource "runpod_pod" "trainer" {
  name          = "trainer"
  image         = "runpod/pytorch:1.0.2-cu1281-torch280-ubuntu2404"
  gpu           = { type_ids = ["NVIDIA A100 80GB PCIe"] }
  volume_disk   = { size_gb = 100 }
  desired_state = "STOPPED"
}

# terraform apply -invoke=action.runpod_pod_start.trainer
action "runpod_pod_start" "trainer" {
  config {
    id      = runpod_pod.trainer.id
    timeout = "1h" # how long to wait for a free GPU on the pod's machine
  }
}
