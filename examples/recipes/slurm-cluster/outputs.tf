output "controller" {
  description = "SSH address of the controller, where sbatch and srun are."
  value       = runpod_cluster.slurm.primary.ssh_endpoint
}

output "costs" {
  description = "Expected cost of a month, line by line."
  value       = data.runpod_cost_estimate.total.summary
}

output "usd_per_hour" {
  description = "What each hour of the cluster costs, volume not included."
  value       = runpod_cluster.slurm.estimated_cost.max_hourly_usd
}
