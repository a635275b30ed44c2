list "runpod_container_registry_auth" "all" {
  provider = runpod
}

list "runpod_container_registry_auth" "ghcr" {
  provider = runpod

  config {
    name_prefix = "ghcr"
  }
}
