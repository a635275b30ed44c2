# A pod that somebody made by hand and forgot. Its disks go with it.
# terraform apply -invoke=action.runpod_pod_terminate.forgotten
action "runpod_pod_terminate" "forgotten" {
  config {
    id = "k3j2h1g5f4d6s7"
  }
}
