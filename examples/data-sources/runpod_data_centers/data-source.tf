# Data centers in Europe with fast network volumes. The output lists those with an A100 in stock.
data "runpod_data_centers" "europe" {
  regions              = ["EUROPE"]
  network_volume_types = ["HIGH_PERFORMANCE"]
  compliance           = ["GDPR"]
  include_availability = true
}

output "with_an_a100" {
  value = [
    for d in data.runpod_data_centers.europe.data_centers : d.id
    if lookup(d.gpu_availability, "NVIDIA A100 80GB PCIe", "NONE") != "NONE"
  ]
}
