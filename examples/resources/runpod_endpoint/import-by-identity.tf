import {
  to = runpod_endpoint.matting
  identity = {
    id = "7hq2lq0v1yd3mk"
  }
}
