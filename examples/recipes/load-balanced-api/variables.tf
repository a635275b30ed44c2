variable "name" {
  description = "Name of the endpoint."
  type        = string
  default     = "embeddings"

  validation {
    condition     = length(var.name) > 0
    error_message = "The name must not be empty."
  }
}

variable "image" {
  description = "Image with an HTTP server that reads its port from PORT and answers GET /ping with 200. Its build must match the GPU: 89 is Ada Lovelace."
  type        = string
  default     = "ghcr.io/huggingface/text-embeddings-inference:89-1.9"
}

variable "model" {
  description = "Embedding model on Hugging Face."
  type        = string
  default     = "BAAI/bge-base-en-v1.5"

  validation {
    condition     = can(regex("^[^/ ]+/[^/ ]+$", var.model))
    error_message = "Write the model as owner/name, such as BAAI/bge-base-en-v1.5."
  }
}

variable "gpu_pools" {
  description = "GPU pools, in order of preference. The estimate uses the first."
  type        = list(string)
  default     = ["ADA_24"]

  validation {
    condition     = length(var.gpu_pools) > 0
    error_message = "Name at least one pool."
  }
}

variable "active_workers" {
  description = "Workers that are always on, and billed all day. With 0 the first request after a pause waits for a cold start."
  type        = number
  default     = 0

  validation {
    condition     = var.active_workers >= 0
    error_message = "The number of active workers must be 0 or more."
  }
}

variable "flex_workers" {
  description = "Workers that may start on demand, in addition to the active ones."
  type        = number
  default     = 3

  validation {
    condition     = var.flex_workers >= 0
    error_message = "The number of flex workers must be 0 or more."
  }
}

variable "requests_per_worker" {
  description = "Requests that a worker takes at a time; one more starts another worker."
  type        = number
  default     = 32

  validation {
    condition     = var.requests_per_worker >= 1
    error_message = "A worker takes at least 1 request at a time."
  }
}

variable "requests_per_day" {
  description = "Expected requests a day; an assumption for the estimate."
  type        = number
  default     = 20000
}

variable "hours_per_day" {
  description = "Hours of the day in which requests arrive; an assumption for the estimate."
  type        = number
  default     = 10

  validation {
    condition     = var.hours_per_day > 0 && var.hours_per_day <= 24
    error_message = "A day has more than 0 and up to 24 hours."
  }
}

variable "execution_seconds" {
  description = "Seconds that one request takes; an assumption for the estimate."
  type        = number
  default     = 0.2
}

variable "cold_start_seconds" {
  description = "Seconds from the start of a worker until /ping answers: container, download of the model, load. Measure yours; an assumption for the estimate."
  type        = number
  default     = 15
}
