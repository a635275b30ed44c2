#!/usr/bin/env bash
# Usage: soak.sh [CYCLES]
# Creates, changes, lets drift and destroys one of everything CYCLES times (200), in one process under the race detector.
set -euo pipefail
# shellcheck source=scripts/env.sh
. "$(dirname "${BASH_SOURCE[0]}")/env.sh"

RUNPOD_SOAK_CYCLES=${1:-200} exec go test -race -count=1 -timeout 20m -v -run '^TestSoak$' ./internal/acctest
