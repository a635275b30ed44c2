# For a CLI older than 1.11, which has no write-only attributes.
resource "runpod_container_registry_auth" "ghcr" {
  name     = "ghcr"
  username = "acme-bot"
  password = "ghp_0123456789"
}

# By name; `id = "..."` works as well.
data "runpod_container_registry_auth" "ghcr" {
  name       = "ghcr"
  depends_on = [runpod_container_registry_auth.ghcr]
}

output "container_registry_auth_id" {
  value = data.runpod_container_registry_auth.ghcr.id
}
