list "runpod_ecr_delegation" "all" {
  provider         = runpod
  include_resource = true
}
