import {
  to = runpod_global_volume.shared
  id = "clz1x9k4a0000qw3h8s7d2f1g"
}
