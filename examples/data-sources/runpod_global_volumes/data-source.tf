data "runpod_global_volumes" "all" {}

output "global_volumes" {
  value = data.runpod_global_volumes.all.global_volumes[*].name
}
