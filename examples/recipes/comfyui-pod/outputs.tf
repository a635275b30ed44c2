output "url" {
  description = "ComfyUI in the browser. Keep the URL secret: it asks for no password."
  value       = one(runpod_pod.comfyui[*].http_urls["8188"])
}

output "files_url" {
  description = "The file browser, for models and images."
  value       = one(runpod_pod.comfyui[*].http_urls["8080"])
}

output "ssh" {
  description = "Command that opens a shell."
  value       = one(runpod_pod.comfyui[*].ssh.direct.command)
}

output "costs" {
  description = "Expected cost of a month, line by line."
  value       = data.runpod_cost_estimate.total.summary
}

output "usd_per_hour" {
  description = "Cost of the pod per hour, without the volume."
  value       = one(runpod_pod.comfyui[*].estimated_cost.max_hourly_usd)
}
