# Managed elsewhere, and looked up here by name.
data "runpod_cost_center" "research" {
  name       = "research"
  depends_on = [runpod_cost_center.research]
}

resource "runpod_cost_center" "research" {
  name = "research"
}

output "research_id" {
  value = data.runpod_cost_center.research.id
}
