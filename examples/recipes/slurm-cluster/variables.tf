variable "name" {
  description = "Name of the cluster, and prefix of the volume's name."
  type        = string
  default     = "slurm"

  validation {
    condition     = length(var.name) > 0
    error_message = "The name must not be empty."
  }
}

variable "image" {
  description = "Image of every pod. Runpod starts Slurm in its own PyTorch images."
  type        = string
  default     = "runpod/pytorch:1.0.2-cu1281-torch280-ubuntu2404"
}

variable "gpu_type_id" {
  description = "GPU type of every pod."
  type        = string
  default     = "NVIDIA H100 80GB HBM3"
}

variable "gpu_count_per_pod" {
  description = "Number of GPUs per pod."
  type        = number
  default     = 8

  validation {
    condition     = var.gpu_count_per_pod >= 1 && var.gpu_count_per_pod <= 8
    error_message = "A pod has 1 to 8 GPUs."
  }
}

variable "pod_count" {
  description = "Number of pods. The first is the controller."
  type        = number
  default     = 2

  validation {
    condition     = var.pod_count >= 2 && var.pod_count <= 250
    error_message = "A cluster has 2 to 250 pods."
  }
}

variable "data_center_id" {
  description = "Data center of the volume, and so of the cluster. Choose one that has the GPUs."
  type        = string
  default     = "US-KS-2"
}

variable "volume_size_gb" {
  description = "Size of the volume in GB. It can grow, but never shrink."
  type        = number
  default     = 1000

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

variable "hours_per_month" {
  description = "Hours a month that the cluster exists; an assumption for the estimate."
  type        = number
  default     = 40

  validation {
    condition     = var.hours_per_month > 0 && var.hours_per_month <= 744
    error_message = "A month has more than 0 and up to 744 hours."
  }
}
