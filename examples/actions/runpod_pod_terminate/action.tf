# Deletes a pod that was created by hand and forgotten, with its disks.
# terraform apply -invoke=action.runpod_pod_terminate.forgotten
action "runpod_pod_terminate" "forgotten" {
  config {
    id = "k3j2h1g5f4d6s7"
  }
}
