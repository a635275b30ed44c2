#!/usr/bin/env bash
# Usage: version.sh [--build]
# Prints the version that this checkout is, or becomes: the newest in CHANGELOG.md.
# --build adds the commit to whatever is not a release, as in 0.1.0+d66f3bf or 0.1.0+d66f3bf.dirty. A pre-release, such as
# 0.1.0-dev, would not do: no constraint such as "~> 0.1" matches it.
set -euo pipefail
# shellcheck source=scripts/env.sh
. "$(dirname "${BASH_SOURCE[0]}")/env.sh"

version=$(sed -nE 's/^## ([0-9]+\.[0-9]+\.[0-9]+)( .*)?$/\1/p' CHANGELOG.md | sed -n 1p)
[ -n "$version" ] || {
  echo "version.sh: CHANGELOG.md has no heading of the form: ## 0.1.0 (Unreleased)" >&2
  exit 1
}
if [ "${1:-}" = --build ] && commit=$(git describe --always --dirty=.dirty --exclude '*' 2>/dev/null); then
  [ "$(git describe --tags --exact-match --dirty 2>/dev/null)" = "v$version" ] || version+=+$commit
fi
echo "$version"
