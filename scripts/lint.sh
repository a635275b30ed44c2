#!/usr/bin/env bash
# Usage: lint.sh [golangci-lint run arguments]
# Lints the workflows and the Go code: with arguments that of the provider, without any that of tools/ too.
set -euo pipefail
# shellcheck source=scripts/env.sh
. "$(dirname "${BASH_SOURCE[0]}")/env.sh"

actionlint=$(scripts/tool.sh actionlint)
"$actionlint"
"$actionlint" examples/ci/github-actions/*.yml
linter=$(scripts/tool.sh golangci-lint)
[ $# -eq 0 ] || exec "$linter" run "$@"
exec scripts/modules.sh "$linter" run
