#!/usr/bin/env bash
# Usage: install.sh [--uninstall]
# Builds the provider and installs it where Terraform and OpenTofu look without any settings: in their implied local
# mirror. Links the same program as the command "runpod" in PREFIX/bin; PREFIX is ~/.local by default.
# --uninstall removes all that, every version of it.
set -euo pipefail
prefix=${PREFIX:-}
config=${TF_CLI_CONFIG_FILE:-}
: "${HOME:?install.sh: HOME is not set: it is where Terraform and OpenTofu look for providers}"
# Before the working directory changes: the folder may be relative.
case $prefix in "" | /* | [A-Za-z]:*) ;; *) prefix=$PWD/$prefix ;; esac
# shellcheck source=scripts/env.sh
. "$(dirname "${BASH_SOURCE[0]}")/env.sh"

unset GOOS GOARCH # for this machine
os=$(go env GOOS)
platform=${os}_$(go env GOARCH)
exe=
mirror=$HOME/.terraform.d/plugins
case $os in
  windows)
    exe=.exe
    mirror=${APPDATA:?install.sh: APPDATA is not set}/terraform.d/plugins
    mirror=${mirror//\\//}
    ;;
  darwin) ;;
  *)
    # OpenTofu keeps its settings and logins in XDG_CONFIG_HOME only as long as there is no ~/.terraform.d: do not make one.
    if [[ -n ${XDG_CONFIG_HOME:-} && ! -e $HOME/.terraform.d ]]; then
      mirror=${XDG_DATA_HOME:-$HOME/.local/share}/terraform/plugins
    fi
    ;;
esac
bin=${prefix:-$HOME/.local}/bin
command=$bin/runpod$exe

# Terraform and OpenTofu take "runpod-iac/runpod" to be in registries of their own.
addresses=()
for host in registry.terraform.io registry.opentofu.org; do
  addresses+=("$mirror/$host/runpod-iac/runpod")
done

# ours FILE: is it the provider, under whatever name?
ours() { [[ -L $1 && $(readlink "$1") == */runpod-iac/runpod/*/terraform-provider-runpod_v* ]] || cmp -s "$1" "$binary"; }

binary=/dev/null
if [ "${1:-}" = --uninstall ]; then
  for binary in "${addresses[0]}"/*/"$platform"/terraform-provider-runpod_v*; do
    if [[ -e $binary || -L $command ]] && ours "$command"; then
      rm -f "$command"
      echo "Removed $command"
    fi
  done
  for address in "${addresses[@]}"; do
    [ -d "$address" ] || continue
    rm -rf "$address"
    echo "Removed $address"
    # What is empty now, but not the mirror itself.
    (cd "$mirror" && rmdir -p "$(dirname "${address#"$mirror"/}")" 2>/dev/null) || true
  done
  exit
fi

built=$(mktemp -d)
trap 'rm -rf "$built"' EXIT
scripts/build.sh "$built"
binary=$built/terraform-provider-runpod$exe
version=$(scripts/version.sh)
if [[ (-e $command || -L $command) ]] && ! ours "$command"; then
  # Runpod's Python package has a command of that name.
  echo "install.sh: $command is another program; it is left as it is. Choose another folder: make install PREFIX=DIR" >&2
  exit 1
fi

# put FROM TO: a program that runs cannot be overwritten, only replaced.
put() {
  mkdir -p "$(dirname "$2")"
  cp "$1" "$2.new"
  mv -f "$2.new" "$2"
}
other=
for address in "${addresses[@]}"; do
  installed=$address/$version/$platform/terraform-provider-runpod_v$version$exe
  if [ -e "$installed" ] && ! cmp -s "$binary" "$installed"; then other=1; fi
  put "$binary" "$installed"
  echo "Installed $installed"
done
installed=${addresses[0]}/$version/$platform/terraform-provider-runpod_v$version$exe
if [ "$os" = windows ]; then
  put "$installed" "$command"
else
  mkdir -p "$bin"
  ln -sfn "$installed" "$command"
fi
echo "Linked    $command"

found=$(command -v runpod || true)
echo
if [ "$found" = "$command" ]; then
  echo "Terraform and OpenTofu find version $version of runpod-iac/runpod. The command: runpod -help"
elif [ -n "$found" ]; then
  echo "Terraform and OpenTofu find version $version of runpod-iac/runpod. But \"runpod\" is $found on your PATH: put $bin first."
else
  echo "Terraform and OpenTofu find version $version of runpod-iac/runpod. $bin is not on your PATH; to use the command:"
  echo
  echo "  export PATH=\"$bin:\$PATH\""
fi
if [ -n "$other" ]; then
  echo
  echo "This replaces another build of version $version, whose checksum is in the lock files of the folders that use it:"
  echo "delete .terraform.lock.hcl there, and run terraform init again."
fi
for file in ${config:+"$config"} "$HOME/.terraformrc" "$HOME/.tofurc"; do
  if [ -f "$file" ] && grep -q '^ *provider_installation' "$file"; then
    echo "$file has a provider_installation block, which replaces the local mirror: add a filesystem_mirror with path = \"$mirror\"." >&2
  fi
done
