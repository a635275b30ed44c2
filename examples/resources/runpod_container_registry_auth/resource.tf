variable "ghcr_token" {
  type      = string
  sensitive = true
  ephemeral = true # never stored in state or in a plan file
}

resource "runpod_container_registry_auth" "ghcr" {
  name = "ghcr"

  username_wo            = "acme-bot"
  password_wo            = var.ghcr_token
  credentials_wo_version = 1 # increment to replace the credential
}

resource "runpod_template" "private" {
  name                       = "private-image"
  image                      = "ghcr.io/acme/private:1.0"
  container_registry_auth_id = runpod_container_registry_auth.ghcr.id
}
