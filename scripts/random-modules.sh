#!/usr/bin/env bash
# Usage: random-modules.sh [COUNT[:FIRST]] [go test arguments]
# Runs random modules on the CLI, 300 unless told otherwise, from the FIRST on, and everything that has a configuration with
# every pair of its attributes not known. make stories runs 30 modules.
set -euo pipefail
# shellcheck source=scripts/env.sh
. "$(dirname "${BASH_SOURCE[0]}")/env.sh"

count=${1:-300}
shift || true
RUNPOD_STORIES=1 RUNPOD_MODULES=$count exec scripts/test.sh -run '^(TestStoryModules|TestEveryValue)$' "$@" ./internal/acctest
