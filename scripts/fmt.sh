#!/usr/bin/env bash
# Usage: fmt.sh [--check]
# Formats Go files and examples, or fails when something is not formatted.
set -euo pipefail
# shellcheck source=scripts/env.sh
. "$(dirname "${BASH_SOURCE[0]}")/env.sh"

cli=$(scripts/cli.sh)
if [ "${1:-}" = --check ]; then
  unformatted=$(gofmt -l ./*.go internal tools)
  [ -z "$unformatted" ] || {
    printf 'not gofmt-ed:\n%s\n' "$unformatted" >&2
    exit 1
  }
  exec "$cli" fmt -check -diff -recursive examples
fi
gofmt -l -w ./*.go internal tools
exec "$cli" fmt -recursive examples
