output "run_url" {
  description = "URL for jobs: POST {\"input\": {...}} with a Runpod API key."
  value       = runpod_endpoint.transcription.request_urls.run
}

output "status_url" {
  description = "URL of their results: append the job's ID."
  value       = runpod_endpoint.transcription.request_urls.status
}

output "answer" {
  description = "The cheapest workers that serve a burst in time."
  value       = data.runpod_endpoint_sizing.transcription.summary
}

output "alternatives" {
  description = "Cost of shorter waits, and savings of longer ones."
  value       = data.runpod_endpoint_sizing.transcription.alternatives[*].summary
}

output "cost" {
  description = "Expected cost of a month, part by part."
  value       = runpod_endpoint.transcription.estimated_cost.summary
}

output "wait" {
  description = "How long requests wait."
  value       = runpod_endpoint.transcription.estimated_service.summary
}
