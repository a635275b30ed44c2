data "runpod_pod_vs_serverless" "matting" {
  gpu_type_id = "NVIDIA A100 80GB PCIe"

  workload = {
    requests_per_day     = 1000
    execution_seconds    = 30
    cold_start_seconds   = 10
    cold_start_ratio     = 0.2
    idle_timeout_seconds = 5
  }
  storage = { container_disk_gb = 20 }

  # What if the prices were these?
  pod_usd_per_hour    = 1.89
  flex_usd_per_second = 0.00076
}

output "recommendation" {
  value = data.runpod_pod_vs_serverless.matting.recommendation
}
