# Made by whoever pays the bills; everybody else only names it.
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
