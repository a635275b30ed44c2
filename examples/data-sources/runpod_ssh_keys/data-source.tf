data "runpod_ssh_keys" "all" {}

# The comments of the keys, which usually name their owners.
output "who" {
  value = data.runpod_ssh_keys.all.ssh_keys[*].comment
}
