resource "runpod_ssh_key" "laptop" {
  # To read it from a file: file(pathexpand("~/.ssh/id_ed25519.pub"))
  public_key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAWoHJkcuaKH3EtaEFGnd7OEoyJ1mP52aXRSy5Q8WqNU ana@laptop"
}
