# Flavors that can have 8 vCPUs, cheapest first.
data "runpod_cpu_types" "eight" {
  product    = "POD"
  vcpu_count = 8
}

output "flavors" {
  value = {
    for t in data.runpod_cpu_types.eight.cpu_types :
    t.id => "${8 * t.ram_gb_per_vcpu} GB of memory, stock ${t.availability}"
  }
}
