variable "name" {
  description = "Name of the endpoint, and prefix of the names of the secret and the volume."
  type        = string
  default     = "vllm"

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{0,40}$", var.name))
    error_message = "Use lower-case letters, digits and hyphens, at most 41, and begin with a letter."
  }
}

variable "model" {
  description = "Model on Hugging Face."
  type        = string
  default     = "Qwen/Qwen3-8B"

  validation {
    condition     = can(regex("^[^/ ]+/[^/ ]+$", var.model))
    error_message = "Write the model as owner/name, such as Qwen/Qwen3-8B."
  }
}

variable "model_size_gb" {
  description = "Size of the weights in GB. It determines how long a cold start takes."
  type        = number
  default     = 16.4

  validation {
    condition     = var.model_size_gb > 0
    error_message = "The size must be more than 0 GB."
  }
}

variable "max_model_len" {
  description = "Maximum length of prompt and answer together, in tokens."
  type        = number
  default     = 16384
}

variable "image" {
  description = "Image of Runpod's vLLM worker, which downloads the model onto the network volume."
  type        = string
  default     = "runpod/worker-v1-vllm:v2.27.0"
}

variable "baked_image" {
  description = "Image of the vLLM worker that contains the weights. If set, there is no network volume."
  type        = string
  default     = null

  validation {
    condition     = var.baked_image == null || can(regex(":", var.baked_image))
    error_message = "Name the image with its tag, such as ghcr.io/acme/vllm-qwen3-8b:1."
  }
}

variable "hf_token" {
  description = "Hugging Face token, for gated and private models. Set it as TF_VAR_hf_token. Used only with hf_token_version."
  type        = string
  default     = null
  sensitive   = true
  ephemeral   = true
}

variable "hf_token_version" {
  description = "0 for a public model that needs no token. 1 stores hf_token; increment it to store another."
  type        = number
  default     = 0

  validation {
    condition     = var.hf_token_version >= 0 && floor(var.hf_token_version) == var.hf_token_version
    error_message = "The version must be a whole number, 0 or more."
  }
}

variable "gpu_pools" {
  description = "GPU pools, in order of preference. The estimate uses the first."
  type        = list(string)
  default     = ["AMPERE_48", "ADA_48_PRO"]

  validation {
    condition     = length(var.gpu_pools) > 0
    error_message = "Name at least one pool."
  }
}

variable "data_center_id" {
  description = "Data center of the volume, and so of the workers. Choose one that has the GPUs."
  type        = string
  default     = "EU-RO-1"
}

variable "volume_size_gb" {
  description = "Size of the volume in GB. It can grow, but never shrink."
  type        = number
  default     = 50

  validation {
    condition     = var.volume_size_gb >= 10 && var.volume_size_gb <= 4096
    error_message = "A volume has 10 to 4096 GB."
  }
}

variable "max_workers" {
  description = "Maximum number of workers at once. A new account may run 5 in all endpoints together."
  type        = number
  default     = 3

  validation {
    condition     = var.max_workers >= 1
    error_message = "Without a worker no request is served."
  }
}

variable "requests_per_day" {
  description = "Expected requests a day; an assumption for the estimate."
  type        = number
  default     = 2000
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
  description = "Seconds that one answer takes; an assumption for the estimate."
  type        = number
  default     = 8
}

variable "concurrency" {
  description = "Requests that a worker answers at a time."
  type        = number
  default     = 16

  validation {
    condition     = var.concurrency >= 1
    error_message = "A worker answers at least 1 request at a time."
  }
}

variable "engine_start_seconds" {
  description = "Seconds of a cold start without the weights: container, vLLM, CUDA graphs. Measure yours; an assumption for the estimate."
  type        = number
  default     = 30
}
