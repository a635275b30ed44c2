# terraform query
list "runpod_pod" "all" {
  provider = runpod
}

# terraform query -generate-config-out=pods.tf
list "runpod_pod" "trainers" {
  provider         = runpod
  include_resource = true
  limit            = 20

  config {
    name_prefix = "trainer-"
  }
}
