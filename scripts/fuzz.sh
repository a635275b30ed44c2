#!/usr/bin/env bash
# Usage: fuzz.sh [DURATION] [PACKAGES]
# Runs every fuzz target of the packages (all of them), each for DURATION (10s) and one after the other, and fails at the
# first crash. What made it crash is left in the package's testdata/fuzz.
set -euo pipefail
# shellcheck source=scripts/env.sh
. "$(dirname "${BASH_SOURCE[0]}")/env.sh"

duration=${1:-10s}
[ $# -eq 0 ] || shift
[ $# -gt 0 ] || set -- ./...

corpus=$(go env GOCACHE)/fuzz
build=$(mktemp -d)
trap 'rm -rf "$build"' EXIT

# Before 1.27, Go's fuzzing engine may report the end of the duration as a failure (https://go.dev/issue/75804). An input that
# fails is always written, and a process that hangs is said to hang: nothing else is taken for that.
only_the_end() {
  grep -qx ' *context deadline exceeded' "$1" && ! grep -qE 'Failing input written|panic|fuzzing process' "$1" &&
    [ "$(grep -cE '^ +[^ ]' "$1")" -eq 1 ]
}

count=0
while read -r package dir; do
  targets=$(sed -n 's/^func \(Fuzz[A-Za-z0-9_]*\)(.*/\1/p' "$dir"/*_test.go | sort)
  [ -n "$targets" ] || continue
  # One binary for all targets of a package: "go test -fuzz" links one for each.
  go test -c -fuzz . -o "$build/fuzz.test" "$package"
  for target in $targets; do
    echo "---- $package $target"
    (cd "$dir" && "$build/fuzz.test" -test.run '^$' -test.fuzz "^$target\$" -test.fuzztime "$duration" -test.fuzzcachedir "$corpus/$package") 2>&1 |
      tee "$build/log" || only_the_end "$build/log"
    count=$((count + 1))
  done
done < <(go list -f '{{if or .TestGoFiles .XTestGoFiles}}{{.ImportPath}} {{.Dir}}{{end}}' "$@")

if [ "$count" -eq 0 ]; then
  echo "fuzz.sh: no fuzz targets in $*" >&2
  exit 1
fi
echo "$count fuzz targets, $duration each: no crash"
