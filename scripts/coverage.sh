#!/usr/bin/env bash
# Usage: coverage.sh FOLDER
# Prints how much of each package the tests have reached that ran with COVERAGE=FOLDER/NAME test.sh, all names together, and
# names the packages of which it is less than 80 %. It only tells: the figure is for whoever reads the gate.
set -euo pipefail
# shellcheck source=scripts/env.sh
. "$(dirname "${BASH_SOURCE[0]}")/env.sh"

module=$(go list -m)
# A package that no test leads to is in no file there, so the list names it; one without imports is only its comment.
{ go tool covdata percent -i "$(printf '%s,' "${1:?usage: coverage.sh FOLDER}"/*/ | sed 's/,$//')" && go list -f '{{if .Imports}}{{.ImportPath}}{{end}}' ./...; } | awk -v module="$module" '
  # A package without statements has no figure, and no end of line.
  { package = NF == 1 ? $1 : $(NF - 4); figure = NF == 1 ? 0 : $(NF - 2) }
  seen[package]++ { next }
  {
    package = package == module ? "main.go" : substr(package, length(module) + 2)
    printf "%6.1f %%  %s\n", figure, package
    if (figure + 0 < 80) { low = low "  " package }
  }
  END { print "less than 80 %:" (low == "" ? "  none" : low) }'
