#!/usr/bin/env bash
# Usage: tool.sh NAME
# Prints the path of a tool that tools/NAME/go.mod pins, after building it if this version of it is not in build/tools yet.
set -euo pipefail
# shellcheck source=scripts/env.sh
. "$(dirname "${BASH_SOURCE[0]}")/env.sh"

name=${1:?usage: tool.sh NAME}
[ -f "tools/$name/go.mod" ] || {
  echo "tool.sh: no such tool: $name" >&2
  exit 2
}
cd "tools/$name"

ldflags="-s -w"
# Built without this OpenTofu calls itself a pre-release, which "required_version" takes literally.
[ "$name" != opentofu ] || ldflags+=" -X github.com/opentofu/opentofu/version.dev=no"

# The key changes with anything that could change the binary.
key=$({ go env GOVERSION GOOS GOARCH && cat go.mod go.sum; } | cksum | cut -d ' ' -f 1)
dir="$root/build/tools/$name-$key"

if [ ! -d "$dir" ]; then
  echo "building $name; this takes minutes, once ..." >&2
  mkdir -p "$root/build/tools"
  tmp=$(mktemp -d "$root/build/tools/.$name.XXXXXX")
  trap 'rm -rf "$tmp"' EXIT
  CGO_ENABLED=0 go build -trimpath -ldflags "$ldflags" -o "$tmp/" tool >&2
  # Should another build have won meanwhile, this one lands hidden inside its folder and does no harm.
  mv "$tmp" "$dir"
fi

set -- "$dir"/*
echo "$1"
