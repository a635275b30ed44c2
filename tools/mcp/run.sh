#!/usr/bin/env bash
# Usage: run.sh
# Calls every REST tool of Runpod's official MCP server on an account in memory, and prints for each whether it worked.
# Needs node 20 and npm, and downloads the server: by hand only, not in the gate. MCP_SERVER chooses another version.
set -euo pipefail
# shellcheck source=scripts/env.sh
. "$(dirname "${BASH_SOURCE[0]}")/../../scripts/env.sh"

here="$root/tools/mcp"
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
go build -o "$folder/provider" .
npm install --silent --no-audit --no-fund --prefix "$folder" "${MCP_SERVER:-@runpod/mcp-server@4.0.0}"
"$folder/provider" sandbox -boot-time 10ms -- node "$here/call.mjs" "$folder/node_modules/@runpod/mcp-server/dist/stdio.mjs"
