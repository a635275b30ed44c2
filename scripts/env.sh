# shellcheck shell=bash
# The environment every script of this project runs in. Sourced, never run.
# Afterwards $root is the project's folder and also the working directory.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root" || exit
mkdir -p build

# Go and the CLI keep their caches under HOME; without one they refuse to start. Hidden, so that ./... does not find it.
if [ -z "${HOME:-}" ]; then
  export HOME="$root/build/.home"
  mkdir -p "$HOME"
fi

# A clone that belongs to another user makes Go's version stamping fail. Without the folder's path in what is compiled, a
# second clone need not compile it again. What the caller set comes last, and wins.
export GOFLAGS="-buildvcs=false -trimpath${GOFLAGS:+ $GOFLAGS}"

# No settings of the caller's for the CLI: TF_CLI_CONFIG_FILE may name a file that is not there, the others change what
# a command does or where it looks. No phoning home either.
unset TF_CLI_ARGS TF_DATA_DIR TF_LOG TF_PLUGIN_CACHE_DIR TF_REATTACH_PROVIDERS TF_WORKSPACE
[ -e build/cli.tfrc ] || : >build/cli.tfrc
export TF_CLI_CONFIG_FILE="$root/build/cli.tfrc"
export CHECKPOINT_DISABLE=1

# The CLI and the compiler end before their garbage collector pays off: this saves a fifth of the CLI's CPU.
export GOGC=${GOGC:-400}
