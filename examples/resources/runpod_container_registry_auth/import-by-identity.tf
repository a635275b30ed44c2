import {
  to = runpod_container_registry_auth.ghcr
  identity = {
    id = "clx8q2m4v000008l4a1b2c3d4"
  }
}
