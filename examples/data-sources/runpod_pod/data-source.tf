resource "runpod_pod" "trainer" {
  name  = "trainer"
  image = "runpod/pytorch:1.0.2-cu1281-torch280-ubuntu2404"
  gpu   = { type_ids = ["NVIDIA L40S"] }
  ports = ["8888/http", "22/tcp"]
}

# By name; `id = "..."` works as well.
data "runpod_pod" "trainer" {
  name       = "trainer"
  depends_on = [runpod_pod.trainer]
}

output "jupyter" {
  value = data.runpod_pod.trainer.http_urls["8888"]
}
