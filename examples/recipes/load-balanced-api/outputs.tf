output "base_url" {
  description = "Base URL of the API. Requests need a Runpod API key: Authorization: Bearer KEY."
  value       = runpod_endpoint.api.request_urls.base
}

output "ping_url" {
  description = "URL that answers 200 if a worker is ready, and 204 if none is."
  value       = runpod_endpoint.api.request_urls.health
}

output "cost" {
  description = "Expected cost of a month, part by part."
  value       = runpod_endpoint.api.estimated_cost.summary
}

output "wait" {
  description = "How long requests wait."
  value       = runpod_endpoint.api.estimated_service.summary
}
