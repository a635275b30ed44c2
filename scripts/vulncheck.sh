#!/usr/bin/env bash
# Fails when the provider calls something that the Go vulnerability database warns of. Needs the network.
set -euo pipefail
# shellcheck source=scripts/env.sh
. "$(dirname "${BASH_SOURCE[0]}")/env.sh"

govulncheck=$(scripts/tool.sh govulncheck)
exec "$govulncheck" "$@" ./...
