# The disks of a pod that runs 8 hours a day: 18.33
output "storage" {
  value = provider::runpod::pod_storage_monthly_usd({
    container_disk_gb = 50
    volume_disk_gb    = 100
    running_hours     = 243.3
  })
}
