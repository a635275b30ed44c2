import {
  to = runpod_network_volume.weights
  identity = {
    id = "a1b2c3d4e5"
  }
}
