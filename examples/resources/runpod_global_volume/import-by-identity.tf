import {
  to = runpod_global_volume.shared
  identity = {
    id = "clz1x9k4a0000qw3h8s7d2f1g"
  }
}
