#!/usr/bin/env bash
# Usage: modules.sh COMMAND [ARGUMENTS]
# Runs a command in each module that holds Go code of ours, where ./... means that module and no other; the provider's comes
# last, since it takes the longest. Stops at the first that fails.
set -euo pipefail
# shellcheck source=scripts/env.sh
. "$(dirname "${BASH_SOURCE[0]}")/env.sh"

for module in tools/* .; do
  if compgen -G "$module/*.go" >/dev/null; then
    (cd "$module" && "$@")
  fi
done
