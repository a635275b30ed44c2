import {
  to = runpod_ssh_key.laptop
  identity = {
    id = "SHA256:Yn+lHx3cqRbYiELXWVFjyd+9hjnRuf93awEjIK8rjtU"
  }
}
