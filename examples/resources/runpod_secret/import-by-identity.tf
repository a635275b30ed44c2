import {
  to = runpod_secret.hf_token
  identity = {
    id = "a1b2c3d4e5"
  }
}
