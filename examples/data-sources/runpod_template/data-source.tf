resource "runpod_template" "jupyter" {
  name  = "team-jupyter"
  image = "runpod/pytorch:1.0.2-cu1281-torch280-ubuntu2404"
}

# By name; `id = "..."` works as well.
data "runpod_template" "jupyter" {
  name       = "team-jupyter"
  depends_on = [runpod_template.jupyter]
}

output "image" {
  value = data.runpod_template.jupyter.image
}
