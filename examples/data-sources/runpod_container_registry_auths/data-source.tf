data "runpod_container_registry_auths" "all" {}

output "container_registry_auth_ids" {
  value = { for auth in data.runpod_container_registry_auths.all.container_registry_auths : auth.name => auth.id }
}
