data "runpod_account" "this" {}

# Fail before the apply where the account cannot pay for a day of it.
check "credit" {
  assert {
    condition     = coalesce(data.runpod_account.this.balance_usd, 1000) >= 24 * 2.78
    error_message = "Only ${coalesce(data.runpod_account.this.balance_usd, 0)} USD are left."
  }
}

output "spend_limit" {
  value = data.runpod_account.this.spend_limit_usd_per_hour
}
