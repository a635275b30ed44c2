# The data source never reads the value of the secret.
data "runpod_secret" "wandb" {
  name       = "wandb_key"
  depends_on = [runpod_secret.wandb]
}

resource "runpod_secret" "wandb" {
  name  = "wandb_key"
  value = "stands-in-the-state"
}

output "wandb_reference" {
  value = data.runpod_secret.wandb.reference
}
