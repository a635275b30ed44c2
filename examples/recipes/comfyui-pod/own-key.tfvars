ssh_public_key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAWoHJkcuaKH3EtaEFGnd7OEoyJ1mP52aXRSy5Q8WqNU ana@laptop"
running        = false
