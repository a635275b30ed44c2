resource "runpod_pod" "trainer" {
  name  = "trainer"
  image = "runpod/pytorch:1.0.2-cu1281-torch280-ubuntu2404"
  gpu   = { type_ids = ["NVIDIA A100 80GB PCIe"] }
}

# The last 20 lines that the program wrote.
data "runpod_pod_logs" "trainer" {
  pod_id = runpod_pod.trainer.id
  source = "container"
  tail   = 20
}

# A log may contain secrets, so `text` is sensitive.
output "log" {
  value = nonsensitive(data.runpod_pod_logs.trainer.text)
}
