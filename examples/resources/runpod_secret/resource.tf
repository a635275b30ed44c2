variable "hf_token" {
  type      = string
  sensitive = true
  ephemeral = true # never stored in state or in a plan file
}

resource "runpod_secret" "hf_token" {
  name        = "hf_token"
  description = "Reads gated models"

  value_wo         = var.hf_token
  value_wo_version = 1 # increment to send a new value
}

resource "runpod_endpoint" "llm" {
  name  = "llm"
  image = "ghcr.io/acme/llm:2.1"
  gpu   = { pools = ["AMPERE_80"] }
  env   = { HF_TOKEN = runpod_secret.hf_token.reference }
}
