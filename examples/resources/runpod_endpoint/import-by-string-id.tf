import {
  to = runpod_endpoint.matting
  id = "7hq2lq0v1yd3mk"
}
