import {
  to = runpod_pod.trainer
  identity = {
    id = "k3x9q2m7ab"
  }
}
