#!/usr/bin/env bash
# Usage: lint.sh [golangci-lint run arguments]
set -euo pipefail
# shellcheck source=scripts/env.sh
. "$(dirname "${BASH_SOURCE[0]}")/env.sh"

linter=$(scripts/tool.sh golangci-lint)
exec "$linter" run "$@"
