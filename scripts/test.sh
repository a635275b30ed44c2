#!/usr/bin/env bash
# Usage: test.sh [go test arguments]
# Runs the tests, acceptance tests included, with the CLI that cli.sh chooses. Without arguments: all packages, those of
# tools/ too.
# COVERAGE names a folder to keep what they reach in, for coverage.sh.
# RUNPOD_LIVE=1 runs them on the Runpod account of RUNPOD_API_KEY; otherwise no account can be reached, whatever is set.
set -euo pipefail
# shellcheck source=scripts/env.sh
. "$(dirname "${BASH_SOURCE[0]}")/env.sh"

if [ -z "${RUNPOD_LIVE:-}" ]; then
  unset RUNPOD_API_KEY RUNPOD_API_URL
elif [ -z "${RUNPOD_API_KEY:-}" ]; then
  echo "test.sh: RUNPOD_API_KEY is not set: these tests create, and pay for, real things on its account" >&2
  exit 2
fi

# Each package's tests run in a folder of their own.
if [[ -n ${RUNPOD_OPENAPI:-} && $RUNPOD_OPENAPI != /* ]]; then
  export RUNPOD_OPENAPI="$root/$RUNPOD_OPENAPI"
fi
if [[ -n ${RUNPOD_RECORDINGS:-} && $RUNPOD_RECORDINGS != /* ]]; then
  export RUNPOD_RECORDINGS="$root/$RUNPOD_RECORDINGS"
fi

if [[ -n ${RUNPOD_OPENAPI_ADDITIONS:-} && $RUNPOD_OPENAPI_ADDITIONS != /* ]]; then
  export RUNPOD_OPENAPI_ADDITIONS="$root/$RUNPOD_OPENAPI_ADDITIONS"
fi

cli=$(scripts/cli.sh)
# Read whole before it is cut: a CLI whose reader is gone fails.
version=$("$cli" version)
version=${version%%$'\n'*}
echo "Testing with $version ($cli)" >&2

export TF_ACC=1 TF_ACC_TERRAFORM_PATH="$cli"
if [[ $version == OpenTofu* ]]; then
  # The test framework's defaults are Terraform's, and OpenTofu refuses its "-" namespace.
  export TF_ACC_PROVIDER_HOST=registry.opentofu.org TF_ACC_PROVIDER_NAMESPACE=hashicorp
fi

# Tests mostly wait for processes of the CLI, so a few more at once than there are processors.
test=(go test -timeout 30m -parallel 4)
args=()
if [ -n "${COVERAGE:-}" ]; then
  rm -rf "$COVERAGE"
  mkdir -p "$COVERAGE"
  # What the tests of one package reach in another counts too. A result from the cache would count for nothing.
  test+=(-count=1 -cover -coverpkg=./...)
  args=(-args "-test.gocoverdir=$(cd "$COVERAGE" && pwd)")
fi
[ $# -eq 0 ] || exec "${test[@]}" "$@" ${args[@]+"${args[@]}"}
exec scripts/modules.sh "${test[@]}" ./... ${args[@]+"${args[@]}"}
