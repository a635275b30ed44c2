variable "model_version" {
  type    = string
  default = "7"
}

resource "runpod_pod" "api" {
  name  = "api"
  image = "ghcr.io/acme/api:3"
  gpu   = { type_ids = ["NVIDIA L40S"] }
}

action "runpod_pod_restart" "api" {
  config {
    id   = runpod_pod.api.id
    wait = false
  }
}

# The container loads the model when it starts, so a new version restarts the pod.
resource "terraform_data" "model" {
  input = var.model_version

  lifecycle {
    action_trigger {
      events  = [after_update]
      actions = [action.runpod_pod_restart.api]
    }
  }
}
