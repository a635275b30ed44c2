data "runpod_gpu_type" "a100" {
  id      = "NVIDIA A100 80GB PCIe"
  product = "SERVERLESS"
}

output "a100" {
  value = {
    pod_usd_per_hour        = data.runpod_gpu_type.a100.secure_usd_per_hour
    serverless_usd_per_hour = data.runpod_gpu_type.a100.serverless_usd_per_hour
    pool                    = data.runpod_gpu_type.a100.pool
    in_stock = [
      for data_center, stock in data.runpod_gpu_type.a100.availability_by_data_center :
      data_center if stock != "NONE"
    ]
  }
}
