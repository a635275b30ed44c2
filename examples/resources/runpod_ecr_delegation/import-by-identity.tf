import {
  to = runpod_ecr_delegation.app
  identity = {
    id = "clx8q2m4v000108l4e5f6g7h8"
  }
}
