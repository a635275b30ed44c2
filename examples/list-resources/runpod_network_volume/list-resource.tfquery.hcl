list "runpod_network_volume" "all" {
  provider = runpod
}

list "runpod_network_volume" "datasets" {
  provider         = runpod
  include_resource = true

  config {
    name_prefix = "datasets-"
  }
}
