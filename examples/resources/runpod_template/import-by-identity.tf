import {
  to = runpod_template.jupyter
  identity = {
    id = "h7w2k9p4xd"
  }
}
