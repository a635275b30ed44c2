list "runpod_cost_center" "all" {
  provider = runpod
}

list "runpod_cost_center" "research" {
  provider = runpod

  config {
    name_prefix = "research"
  }
}
