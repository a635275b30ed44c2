# GPU types with at least 48 GB for at most $1 per hour.
data "runpod_gpu_types" "affordable" {
  product                = "POD"
  cloud                  = "SECURE"
  min_vram_gb            = 48
  max_price_usd_per_hour = 1
  min_cuda_version       = "12.8"
}

output "cheapest_first" {
  value = [
    for t in data.runpod_gpu_types.affordable.gpu_types :
    "${t.id}: $${t.secure_usd_per_hour}/h, stock ${t.availability}"
  ]
}
