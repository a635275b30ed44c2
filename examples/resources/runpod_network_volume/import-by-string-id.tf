import {
  to = runpod_network_volume.weights
  id = "a1b2c3d4e5"
}
