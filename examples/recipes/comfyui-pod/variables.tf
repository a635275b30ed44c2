variable "name" {
  description = "Name of the pod, and prefix of the volume's name."
  type        = string
  default     = "comfyui"

  validation {
    condition     = length(var.name) > 0
    error_message = "The name must not be empty."
  }
}

variable "image" {
  description = "Image with ComfyUI on port 8188 and an SSH server."
  type        = string
  default     = "runpod/comfyui:cuda12.8"
}

variable "gpu_type_ids" {
  description = "GPU types, in order of preference. The estimate uses the first."
  type        = list(string)
  default     = ["NVIDIA GeForce RTX 4090", "NVIDIA L40S", "NVIDIA RTX A6000"]

  validation {
    condition     = length(var.gpu_type_ids) > 0
    error_message = "Name at least one GPU type."
  }
}

variable "data_center_id" {
  description = "Data center of the volume, and so of the pod. Choose one that has the GPUs."
  type        = string
  default     = "EU-RO-1"
}

variable "volume_size_gb" {
  description = "Size of the volume in GB. It can grow, but never shrink."
  type        = number
  default     = 100

  validation {
    condition     = var.volume_size_gb >= 10 && var.volume_size_gb <= 4096
    error_message = "A volume has 10 to 4096 GB."
  }
}

variable "deletion_protection" {
  description = "Whether destroying or replacing the volume fails. Set it once the volume contains data."
  type        = bool
  default     = false
}

variable "ssh_public_key" {
  description = "Public SSH key to add to the account, as in ~/.ssh/id_ed25519.pub. Default: only the keys that the account already has."
  type        = string
  default     = null

  validation {
    condition     = var.ssh_public_key == null || can(regex("^(ssh-|ecdsa-)", var.ssh_public_key))
    error_message = "This is not a public SSH key: it begins with ssh-ed25519, ssh-rsa or ecdsa-."
  }
}

variable "running" {
  description = "Whether the pod exists. false deletes it and ends its billing; the volume keeps the data."
  type        = bool
  default     = true
}

variable "hours_per_day" {
  description = "Hours a day that the pod runs; an assumption for the estimate."
  type        = number
  default     = 4

  validation {
    condition     = var.hours_per_day > 0 && var.hours_per_day <= 24
    error_message = "A day has more than 0 and up to 24 hours."
  }
}
