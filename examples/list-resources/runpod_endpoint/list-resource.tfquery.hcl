list "runpod_endpoint" "all" {
  provider = runpod
}

list "runpod_endpoint" "matting" {
  provider         = runpod
  include_resource = true

  config {
    name = "matting"
  }
}
