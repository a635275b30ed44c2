#!/usr/bin/env bash
# Usage: bench.sh [arguments of tools/bench]
# Measures the provider with the CLI that cli.sh chooses, prints the figures, and fails when a bound is broken. Without
# arguments the figures in PERFORMANCE.md are replaced as well; with some, as in -largest 100 -runs 1, nothing is written.
set -euo pipefail
# shellcheck source=scripts/env.sh
. "$(dirname "${BASH_SOURCE[0]}")/env.sh"

# Measured as users run it.
unset RUNPOD_API_KEY RUNPOD_API_URL GOGC
cli=$(scripts/cli.sh)
[ $# -gt 0 ] || set -- -page PERFORMANCE.md
go build -C tools/bench -o "$root/build/bench" .
exec build/bench -cli "$cli" "$@"
