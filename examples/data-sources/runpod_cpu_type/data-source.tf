data "runpod_cpu_type" "compute" {
  id         = "cpu5c"
  product    = "POD"
  vcpu_count = 8
}

output "compute" {
  value = {
    usd_per_hour = 8 * data.runpod_cpu_type.compute.pod_usd_per_vcpu_hour
    ram_gb       = 8 * data.runpod_cpu_type.compute.ram_gb_per_vcpu
    stock        = data.runpod_cpu_type.compute.availability
  }
}
