output "jupyter_urls" {
  description = "Jupyter URL of each member."
  value       = { for name, pod in runpod_pod.workbench : name => pod.http_urls["8888"] }
}

output "run_url" {
  description = "URL for jobs of the service."
  value       = runpod_endpoint.service.request_urls.run
}

output "costs" {
  description = "Expected cost of a month, line by line."
  value       = data.runpod_cost_estimate.team.summary
}

output "wait" {
  description = "How long requests to the service wait."
  value       = runpod_endpoint.service.estimated_service.summary
}
