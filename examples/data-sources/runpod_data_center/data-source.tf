data "runpod_data_center" "romania" {
  id                   = "EU-RO-1"
  include_availability = true
}

output "romania" {
  value = {
    volumes = data.runpod_data_center.romania.network_volume_types
    in_stock = [
      for gpu, stock in data.runpod_data_center.romania.gpu_availability : gpu if stock != "NONE"
    ]
  }
}
