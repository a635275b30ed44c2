list "runpod_global_volume" "all" {
  provider = runpod
}

list "runpod_global_volume" "shared" {
  provider = runpod

  config {
    name_prefix = "shared"
  }
}
