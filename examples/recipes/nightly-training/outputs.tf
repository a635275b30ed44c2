output "pod_id" {
  description = "ID of the pod, for the variable RUNPOD_POD_ID of the workflow."
  value       = runpod_pod.trainer.id
}

output "cost" {
  description = "Expected cost of a month, part by part."
  value       = runpod_pod.trainer.estimated_cost.summary
}
