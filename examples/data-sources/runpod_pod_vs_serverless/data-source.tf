data "runpod_pod_vs_serverless" "matting" {
  gpu_type_id = "NVIDIA A100 80GB PCIe"

  # The same as `usage` of an endpoint.
  workload = {
    requests_per_day     = 900
    execution_seconds    = 30
    traffic              = "BURSTS"
    burst_size           = 30
    model                = { size_gb = 6 }
    idle_timeout_seconds = 5
  }
  storage = { container_disk_gb = 20 }

  # Prices to use instead of the catalog's.
  pod_usd_per_hour    = 1.89
  flex_usd_per_second = 0.00076
}

output "recommendation" {
  value = data.runpod_pod_vs_serverless.matting.recommendation
}

output "thirty_at_once" {
  value = [for way in data.runpod_pod_vs_serverless.matting.burst : {
    way     = "${way.count} ${way.way}"
    seconds = way.seconds_to_serve_all
    usd     = way.usd_per_burst
  }]
}
