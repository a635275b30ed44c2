#!/usr/bin/env bash
# Prints the path of the CLI to use: terraform if it is on PATH, else tofu if that is, else an OpenTofu built here.
# TF_CLI chooses: "terraform", "tofu", or the path of either.
set -euo pipefail
# Before the working directory changes: the path may be relative.
choice=${TF_CLI:-}
case $choice in
  "" | terraform | tofu) ;;
  *)
    path=$(command -v "$choice") || {
      echo "cli.sh: TF_CLI=$choice: no such command" >&2
      exit 2
    }
    echo "$(cd "$(dirname "$path")" && pwd)/$(basename "$path")"
    exit
    ;;
esac

# shellcheck source=scripts/env.sh
. "$(dirname "${BASH_SOURCE[0]}")/env.sh"

for name in ${choice:-terraform tofu}; do
  if type -P "$name"; then
    exit
  fi
done
if [ "$choice" = terraform ]; then
  echo "cli.sh: TF_CLI=terraform: terraform is not on PATH" >&2
  exit 2
fi
exec scripts/tool.sh opentofu
