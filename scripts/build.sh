#!/usr/bin/env bash
# Usage: build.sh [DIR]
# Builds the provider into DIR, bin/ by default.
set -euo pipefail
# shellcheck source=scripts/env.sh
. "$(dirname "${BASH_SOURCE[0]}")/env.sh"

version=$(scripts/version.sh --build)
go build -ldflags "-X main.version=$version" -o "${1:-bin}/" .
