list "runpod_template" "all" {
  provider = runpod
}

list "runpod_template" "jupyter" {
  provider         = runpod
  include_resource = true

  config {
    name = "jupyter"
  }
}
