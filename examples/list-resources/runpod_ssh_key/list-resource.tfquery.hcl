list "runpod_ssh_key" "all" {
  provider         = runpod
  include_resource = true
}
