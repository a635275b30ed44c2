variable "team" {
  description = "Name of the team: value of the tag `team`, and prefix of each name."
  type        = string
  default     = "speech"

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{0,30}$", var.team))
    error_message = "Use lower-case letters, digits and hyphens, at most 31, and begin with a letter."
  }
}

variable "cost_centers" {
  description = "Names of the cost centers. The keys research and production are required."
  type        = map(string)
  default     = { research = "Speech research", production = "Speech production" }

  validation {
    condition     = alltrue([for key in ["research", "production"] : contains(keys(var.cost_centers), key)])
    error_message = "The keys research and production are required."
  }
}

variable "members" {
  description = "Members who get a pod, with its hours per day and its cost center."
  type = map(object({
    cost_center   = optional(string, "research")
    hours_per_day = optional(number, 6)
  }))
  default = {
    ana = {}
    ben = { hours_per_day = 3 }
  }

  validation {
    condition     = alltrue([for member in var.members : member.hours_per_day > 0 && member.hours_per_day <= 24])
    error_message = "A day has more than 0 and up to 24 hours."
  }
}

variable "monthly_budget_usd" {
  description = "Monthly budget for everything here, in USD."
  type        = number
  default     = 500

  validation {
    condition     = var.monthly_budget_usd > 0
    error_message = "The budget must be more than 0 USD."
  }
}

variable "max_hourly_usd" {
  description = "Hourly limit for everything running at once, in USD."
  type        = number
  default     = 10

  validation {
    condition     = var.max_hourly_usd > 0
    error_message = "The limit must be more than 0 USD."
  }
}
