list "runpod_secret" "all" {
  provider = runpod
}

list "runpod_secret" "database" {
  provider = runpod

  config {
    name_prefix = "database_"
  }
}
