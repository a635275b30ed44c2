import {
  to = runpod_template.jupyter
  id = "h7w2k9p4xd"
}
