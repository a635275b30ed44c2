import {
  to = runpod_pod.trainer
  id = "k3x9q2m7ab"
}
