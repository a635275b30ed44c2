list "runpod_cluster" "all" {
  provider = runpod
}

list "runpod_cluster" "training" {
  provider         = runpod
  include_resource = true

  config {
    name_prefix = "train-"
  }
}
