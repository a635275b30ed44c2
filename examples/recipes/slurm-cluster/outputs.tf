output "controller" {
  description = "SSH address of the controller, which has sbatch and srun."
  value       = runpod_cluster.slurm.primary.ssh_endpoint
}

output "costs" {
  description = "Expected cost of a month, line by line."
  value       = data.runpod_cost_estimate.total.summary
}

output "usd_per_hour" {
  description = "Cost of the cluster per hour, without the volume."
  value       = runpod_cluster.slurm.estimated_cost.max_hourly_usd
}
