data "runpod_account" "this" {}

# Warn if a prepaid account cannot pay for one day at 2.78 USD an hour. Values that Runpod does not return are null.
check "credit" {
  assert {
    condition     = data.runpod_account.this.billing_mode != "PREPAID" || coalesce(data.runpod_account.this.balance_usd, 0) >= 24 * 2.78
    error_message = "The balance does not cover a day."
  }
}

output "spend_limit" {
  value = data.runpod_account.this.spend_limit_usd_per_hour
}
