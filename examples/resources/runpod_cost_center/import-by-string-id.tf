import {
  to = runpod_cost_center.research
  id = "clz1x9k4a0000qw3h8s7d2f1g"
}
