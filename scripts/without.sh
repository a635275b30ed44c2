#!/usr/bin/env bash
# Usage: without.sh [go test arguments]
# Runs the tests that touch every resource and data source on accounts that offer none of the operations which Runpod has
# added lately: what worked before works without them. RUNPOD_WITHOUT chooses others, in the words of sandbox -without.
set -euo pipefail
# shellcheck source=scripts/env.sh
. "$(dirname "${BASH_SOURCE[0]}")/env.sh"

export RUNPOD_WITHOUT="${RUNPOD_WITHOUT:-balance=403,limits=501,account,tags,cost-centers,global-volumes}"
exec scripts/test.sh -count=1 -timeout 10m -run "^(TestAccEverything|TestAccBudget.*|TestAccOverBudget.*|TestAcc[A-Za-z]+_lifecycle)\$" "$@" ./internal/acctest ./internal/service/...
