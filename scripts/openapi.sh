#!/usr/bin/env bash
# Downloads the OpenAPI document that Runpod publishes and prints how to test against it.
set -euo pipefail
# shellcheck source=scripts/env.sh
. "$(dirname "${BASH_SOURCE[0]}")/env.sh"

out=build/runpod-openapi-v2.json
curl --fail --silent --show-error --location --user-agent terraform-provider-runpod \
  --output "$out.part" "${RUNPOD_OPENAPI_URL:-https://api.runpod.io/v2/openapi.json}"
mv "$out.part" "$out"
echo "RUNPOD_OPENAPI=$root/$out make test"
