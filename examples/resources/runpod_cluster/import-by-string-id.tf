import {
  to = runpod_cluster.training
  id = "k3x9q2m7abc1d2"
}
