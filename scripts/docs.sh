#!/usr/bin/env bash
# Usage: docs.sh [--check]
# Generates docs/ from the provider's schema, examples/ and templates/, with prices from the list that ships, and the charts in
# assets/ from the cost model; or fails
# when one of them differs from what it would generate.
set -euo pipefail
# shellcheck source=scripts/env.sh
. "$(dirname "${BASH_SOURCE[0]}")/env.sh"

generator=$(scripts/tool.sh tfplugindocs)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Always on a copy: the generator empties docs/ before it knows that it can fill it again.
for folder in examples templates docs; do
  if [ -d "$folder" ]; then cp -R "$folder" "$work/"; fi
done
(cd tools/schema && go run .) >"$work/schema.json"
(cd tools/chart && go run ./prices) <templates/guides/gpu-types.md >"$work/templates/guides/gpu-types.md"

tfplugindocs() {
  local command=$1
  shift
  "$generator" "$command" --provider-dir "$work" --provider-name terraform-provider-runpod \
    --providers-schema "$work/schema.json" "$@" >"$work/log" 2>&1 || {
    cat "$work/log" >&2
    exit 1
  }
}
tfplugindocs generate --rendered-provider-name Runpod
tfplugindocs validate

mkdir "$work/assets"
(cd tools/chart && go run . "$work/assets")

if [ "${1:-}" = --check ]; then
  diff -ru docs "$work/docs" && diff -ru assets "$work/assets" || {
    echo "docs/ or a chart in assets/ is out of date: run make docs" >&2
    exit 1
  }
else
  mv "$work"/assets/*.svg assets/
  rm -rf docs
  mv "$work/docs" docs
  echo "docs/: $(find docs -type f | wc -l | tr -d ' ') pages"
fi
