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
  description = "Image with bash, and with what the training needs."
  type        = string
  default     = "runpod/pytorch:1.0.2-cu1281-torch280-ubuntu2404"
}

variable "train_command" {
  description = "Command that trains. Let it continue from its last checkpoint on /workspace: the night may end at any moment."
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
  description = "GPU types, in order of preference. The cost is that of the first."
  type        = list(string)
  default     = ["NVIDIA A100 80GB PCIe", "NVIDIA A100-SXM4-80GB"]

  validation {
    condition     = length(var.gpu_type_ids) > 0
    error_message = "Name one GPU type at least."
  }
}

variable "gpu_count" {
  description = "Number of GPUs."
  type        = number
  default     = 1

  validation {
    condition     = var.gpu_count >= 1
    error_message = "Training takes one GPU at least."
  }
}

variable "volume_size_gb" {
  description = "Size of the volume disk in GB: data and checkpoints. It can grow later, and never shrink."
  type        = number
  default     = 100

  validation {
    condition     = var.volume_size_gb >= 10
    error_message = "The volume disk has 10 GB at least."
  }
}
