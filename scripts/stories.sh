#!/usr/bin/env bash
# Usage: stories.sh [go test arguments]
# Runs the tests that take long and that test.sh leaves out: operations that are cut off, random sequences and accounts, many resources.
set -euo pipefail
# shellcheck source=scripts/env.sh
. "$(dirname "${BASH_SOURCE[0]}")/env.sh"

RUNPOD_STORIES=1 exec scripts/test.sh -run '^TestStory' "$@" ./internal/acctest ./internal/export
