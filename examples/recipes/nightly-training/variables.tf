variable "name" {
  description = "Name of the pod."
  type        = string
  default     = "nightly-training"

  validation {
    condition     = length(var.name) > 0
    error_message = "The name must not be empty."
  }
}

variable "image" {
  description = "Image with bash and everything that the training needs."
  type        = string
  default     = "runpod/pytorch:1.0.2-cu1281-torch280-ubuntu2404"
}

variable "train_command" {
  description = "Command that trains. It must continue from its last checkpoint on /workspace, because it can be stopped at any moment."
  type        = string
  default     = "python /workspace/train.py --resume"

  validation {
    condition     = length(trimspace(var.train_command)) > 0
    error_message = "Without a command the pod would bill for nothing."
  }
}

variable "night_hours" {
  description = "Hours after which the pod stops itself. A training that ends earlier stops it earlier."
  type        = number
  default     = 8

  validation {
    condition     = var.night_hours > 0 && var.night_hours < 24
    error_message = "A night has more than 0 and less than 24 hours."
  }
}

variable "gpu_type_ids" {
  description = "GPU types, in order of preference. The estimate uses the first."
  type        = list(string)
  default     = ["NVIDIA A100 80GB PCIe", "NVIDIA A100-SXM4-80GB"]

  validation {
    condition     = length(var.gpu_type_ids) > 0
    error_message = "Name at least one GPU type."
  }
}

variable "gpu_count" {
  description = "Number of GPUs."
  type        = number
  default     = 1

  validation {
    condition     = var.gpu_count >= 1
    error_message = "Training needs at least one GPU."
  }
}

variable "volume_size_gb" {
  description = "Size of the volume disk in GB: data and checkpoints. It can grow, but never shrink."
  type        = number
  default     = 100

  validation {
    condition     = var.volume_size_gb >= 10
    error_message = "The volume disk must have at least 10 GB."
  }
}
