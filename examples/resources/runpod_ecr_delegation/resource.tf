resource "runpod_ecr_delegation" "app" {
  name         = "acme-app"
  resource_arn = "arn:aws:ecr:us-east-1:123456789012:repository/acme/app"
}
