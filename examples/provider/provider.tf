terraform {
  required_providers {
    runpod = {
      source  = "runpod-iac/runpod"
      version = "~> 0.1"
    }
  }
}

provider "runpod" {
  # The key comes from RUNPOD_API_KEY. A plan that only creates resources needs none.

  # Assumptions behind every estimate; all optional.
  pricing = {
    hours_per_month = 730

    gpu_overrides = {
      "NVIDIA A100 80GB PCIe" = { # a negotiated price
        secure_usd_per_hour   = 1.89
        flex_usd_per_second   = 0.00076
        active_usd_per_second = 0.0006
      }
    }
  }

  # Every plan is checked against this limit: exceeding it warns, or fails with enforcement = "error".
  budget = {
    monthly_usd = 2000
  }
}
