resource "runpod_cluster" "training" {
  name    = "training"
  type    = "TRAINING"
  image   = "runpod/pytorch:1.0.2-cu1281-torch280-ubuntu2404"
  compute = { gpu_type_id = "NVIDIA H100 80GB HBM3", gpu_count_per_pod = 1, pod_count = 2 }
}

# By name, or by id.
data "runpod_cluster" "training" {
  name = runpod_cluster.training.name
}

output "nodes" {
  value = data.runpod_cluster.training.pod_ids
}
