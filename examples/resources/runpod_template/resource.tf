resource "runpod_template" "jupyter" {
  name  = "team-jupyter"
  image = "runpod/pytorch:1.0.2-cu1281-torch280-ubuntu2404"

  container_disk_gb     = 40
  volume_disk           = { size_gb = 100, mount_path = "/workspace" }
  ports                 = ["8888/http", "22/tcp"]
  env                   = { HF_HOME = "/workspace/huggingface" }
  allowed_cuda_versions = ["12.8", "12.9"]
}

# A serverless template is for endpoints only, and has no volume disk.
resource "runpod_template" "worker" {
  name              = "matting-worker"
  image             = "ghcr.io/acme/matting:1.4"
  serverless        = true
  container_disk_gb = 20
}
