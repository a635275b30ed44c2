import {
  to = runpod_secret.hf_token
  id = "a1b2c3d4e5"
}
