data "runpod_ssh_keys" "all" {}

# Who may log in, by the comments of the keys.
output "who" {
  value = data.runpod_ssh_keys.all.ssh_keys[*].comment
}
