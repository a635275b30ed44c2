output "openai_base_url" {
  description = "Base URL for OpenAI clients. Their API key is a Runpod API key, their model is `model`."
  value       = runpod_endpoint.vllm.request_urls.openai
}

output "model" {
  description = "Model name that clients send."
  value       = var.model
}

output "costs" {
  description = "Expected cost of a month, line by line."
  value       = data.runpod_cost_estimate.total.summary
}

output "wait" {
  description = "How long requests wait."
  value       = runpod_endpoint.vllm.estimated_service.summary
}
