data "runpod_public_templates" "official" {
  source = "official" # or "verified", "community"
}

locals {
  pytorch = one([for t in data.runpod_public_templates.official.templates : t if t.name == "Runpod Pytorch 2.8.0"])
}

output "pytorch_image" {
  value = local.pytorch.image
}
