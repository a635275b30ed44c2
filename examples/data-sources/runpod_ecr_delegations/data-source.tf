data "runpod_ecr_delegations" "all" {}

output "delegated_repositories" {
  value = [for d in data.runpod_ecr_delegations.all.ecr_delegations : "${d.repository}:${d.tag}"]
}
