# The bill of every endpoint in each of the last three months.
data "runpod_billing" "endpoints" {
  product     = "serverless"
  bucket_size = "month"
  last_n      = 3
}

# The whole bill of October.
data "runpod_billing" "october" {
  start       = "2026-10-01T00:00:00Z"
  end         = "2026-11-01T00:00:00Z"
  bucket_size = "month"
}

output "endpoints_usd" {
  value = { for r in data.runpod_billing.endpoints.records : "${r.resource_id} ${r.start}" => r.total_usd }
}

output "october" {
  value = {
    total_usd = data.runpod_billing.october.total_usd
    storage   = data.runpod_billing.october.amounts_usd["storage_standard"]
  }
}

# The bill of October in FOCUS columns, for a FinOps tool: one row for each object
# and part of the bill.
data "runpod_billing" "focus" {
  start         = "2026-10-01T00:00:00Z"
  end           = "2026-11-01T00:00:00Z"
  include_focus = true
}

output "focus_csv" {
  value = data.runpod_billing.focus.focus_csv
}
