data "runpod_clusters" "all" {}

output "gpus" {
  description = "GPUs in clusters."
  value       = sum(concat([0], [for c in data.runpod_clusters.all.clusters : c.compute.gpu_count_per_pod * c.compute.pod_count]))
}
