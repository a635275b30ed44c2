#!/usr/bin/env bash
# Usage: lint.sh [golangci-lint run arguments]
# Lints the workflows and the Go code.
set -euo pipefail
# shellcheck source=scripts/env.sh
. "$(dirname "${BASH_SOURCE[0]}")/env.sh"

actionlint=$(scripts/tool.sh actionlint)
"$actionlint"
linter=$(scripts/tool.sh golangci-lint)
exec "$linter" run "$@"
