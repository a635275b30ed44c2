variable "name" {
  description = "Name of the endpoint."
  type        = string
  default     = "transcription"

  validation {
    condition     = length(var.name) > 0
    error_message = "The name must not be empty."
  }
}

variable "image" {
  description = "Image of a queue worker that contains the weights."
  type        = string
  default     = "runpod/ai-api-faster-whisper:1.0.10"
}

variable "model_size_gb" {
  description = "Size of the weights in GB, which each cold start loads."
  type        = number
  default     = 3

  validation {
    condition     = var.model_size_gb > 0
    error_message = "The size must be more than 0 GB."
  }
}

variable "container_disk_gb" {
  description = "Size of a worker's container disk in GB."
  type        = number
  default     = 20
}

variable "gpu_pools" {
  description = "GPU pools, in order of preference. The estimate uses the first."
  type        = list(string)
  default     = ["AMPERE_24", "ADA_24"]

  validation {
    condition     = length(var.gpu_pools) > 0
    error_message = "Name at least one pool."
  }
}

variable "burst_size" {
  description = "Requests that arrive at once."
  type        = number
  default     = 100

  validation {
    condition     = var.burst_size >= 1 && var.burst_size <= 10000
    error_message = "A burst has 1 to 10,000 requests."
  }
}

variable "bursts_per_day" {
  description = "Bursts per day."
  type        = number
  default     = 4

  validation {
    condition     = var.bursts_per_day > 0
    error_message = "There must be more than 0 bursts a day."
  }
}

variable "execution_seconds" {
  description = "Seconds that one request takes on a worker."
  type        = number
  default     = 20

  validation {
    condition     = var.execution_seconds > 0
    error_message = "A request takes more than 0 seconds."
  }
}

variable "burst_seconds" {
  description = "Seconds within which all requests of a burst are served."
  type        = number
  default     = 300

  validation {
    condition     = var.burst_seconds > var.execution_seconds
    error_message = "A burst takes longer than one of its requests."
  }
}

variable "max_workers" {
  description = "Maximum number of workers. A new account may run 5 in all endpoints together; the quota grows with the balance."
  type        = number
  default     = 10

  validation {
    condition     = var.max_workers >= 1 && var.max_workers <= 1000
    error_message = "An endpoint has 1 to 1000 workers."
  }
}
