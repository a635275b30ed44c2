data "runpod_templates" "all" {}

output "serverless_templates" {
  value = { for t in data.runpod_templates.all.templates : t.name => t.id if t.serverless }
}
