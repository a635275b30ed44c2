variable "monthly_budget_usd" {
  description = "What the whole configuration may cost in a month."
  type        = number
  default     = 1500
}
