data "runpod_secrets" "all" {}

# Secrets whose value was last set before this year.
output "old_secrets" {
  value = [
    for secret in data.runpod_secrets.all.secrets : secret.name
    if timecmp(coalesce(secret.value_last_updated_at, secret.created_at), "2026-01-01T00:00:00Z") < 0
  ]
}
