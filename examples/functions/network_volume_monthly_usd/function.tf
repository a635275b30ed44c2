# 1000 GB at 0.07 and 500 GB at 0.05: 95
output "volume" {
  value = provider::runpod::network_volume_monthly_usd(1500)
}
