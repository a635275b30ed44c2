#!/usr/bin/env bash
# Usage: conformance.sh [arguments of tools/conformance]
# Sends the same requests to the account of RUNPOD_API_KEY, at RUNPOD_API_URL, and to the sandbox, and writes into
# build/conformance.json where the answers differ. RUNPOD_LIVE=1 lets it reach Runpod itself, which costs some cents; without
# it, nothing but an account on this machine is reached.
set -euo pipefail
# shellcheck source=scripts/env.sh
. "$(dirname "${BASH_SOURCE[0]}")/env.sh"

if [ -z "${RUNPOD_API_KEY:-}" ]; then
  echo "conformance.sh: RUNPOD_API_KEY is not set: this creates, and pays for, real things on its account" >&2
  exit 2
fi
go build -C tools/conformance -o "$root/build/conformance" .
args=(-report "$root/build/conformance.json")
[ -z "${RUNPOD_LIVE:-}" ] || args+=(-live)
exec build/conformance "${args[@]}" "$@"
