# Ray on two machines with eight GPUs each, for 40 hours of training a month.
resource "runpod_cluster" "training" {
  name = "training"
  type = "RAY"

  compute = {
    gpu_type_id       = "NVIDIA H100 80GB HBM3"
    gpu_count_per_pod = 8
    pod_count         = 2
  }

  image       = "runpod/pytorch:1.0.2-cu1281-torch280-ubuntu2404"
  volume_disk = { size_gb = 200 }
  ports       = ["22/tcp"]
  start_ssh   = true
  env         = { WANDB_API_KEY = "{{ RUNPOD_SECRET_wandb }}" }

  # For estimated_cost only.
  usage = { hours_per_month = 40 }

  timeouts {
    create = "1h" # how long to wait until one data center has enough free GPUs
  }
}

output "head_node" {
  value = runpod_cluster.training.primary.ssh_endpoint
}
