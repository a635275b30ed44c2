#!/usr/bin/env bash
# Shows the provider at work, with no account and no network: plan with costs, apply, an empty second plan and destroy of
# examples/demo, on a Runpod account in memory. Fails when any step does not do what it says.
set -euo pipefail
# shellcheck source=scripts/env.sh
. "$(dirname "${BASH_SOURCE[0]}")/env.sh"

step() { printf '\n=== %s ===\n\n' "$*"; }
fail() {
  printf '\nThe demo failed: %s\n' "$*" >&2
  exit 1
}

work=$(mktemp -d)
sandbox=
# shellcheck disable=SC2329 # called by the trap
clean_up() {
  if [ -n "$sandbox" ]; then
    kill "$sandbox" 2>/dev/null || true
    wait "$sandbox" 2>/dev/null || true
  fi
  rm -rf "$work"
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# A real account is out of reach, whatever happens to the one in memory.
unset RUNPOD_API_KEY RUNPOD_API_URL

# No advice on what to type next.
export TF_IN_AUTOMATION=1
if [ ! -t 1 ]; then export TF_CLI_ARGS=-no-color; fi

step "The provider, built from this checkout"
cli=$(scripts/cli.sh)
scripts/build.sh
version=$("$cli" version)
echo "${version%%$'\n'*}"
platform=$(go env GOOS)_$(go env GOARCH)
for host in registry.terraform.io registry.opentofu.org; do
  install=$work/mirror/$host/runpod-iac/runpod/0.1.0/$platform
  mkdir -p "$install"
  cp bin/terraform-provider-runpod "$install/terraform-provider-runpod_v0.1.0"
done
cat >"$work/cli.tfrc" <<END
provider_installation {
  filesystem_mirror {
    path = "$work/mirror"
  }
}
END
export TF_CLI_CONFIG_FILE="$work/cli.tfrc"
cp -R examples/demo "$work/demo"
rm -rf "$work"/demo/.terraform* "$work"/demo/*.tfstate*
echo "The configuration: examples/demo"

step "A Runpod account in memory"
# The shell opens the file of what runs in the background at its own time.
: >"$work/sandbox.out"
bin/terraform-provider-runpod sandbox -listen 127.0.0.1:0 -boot-time 2s >"$work/sandbox.out" 2>"$work/sandbox.err" &
sandbox=$!
for _ in $(seq 100); do
  [ "$(wc -l <"$work/sandbox.out")" -lt 2 ] || break
  kill -0 "$sandbox" 2>/dev/null || fail "the sandbox stopped: $(cat "$work/sandbox.err")"
  sleep 0.1
done
RUNPOD_API_URL=$(sed -n '1s/^RUNPOD_API_URL=//p' "$work/sandbox.out")
RUNPOD_API_KEY=$(sed -n '2s/^RUNPOD_API_KEY=//p' "$work/sandbox.out")
[[ -n $RUNPOD_API_URL && -n $RUNPOD_API_KEY ]] || fail "the sandbox did not say where it listens"
export RUNPOD_API_URL RUNPOD_API_KEY
echo "It listens on $RUNPOD_API_URL"

cd "$work/demo"
step "$(basename "$cli") init"
"$cli" init -input=false >"$work/init.log" 2>&1 || {
  cat "$work/init.log"
  fail "init"
}
grep '^- Install' "$work/init.log"

step "$(basename "$cli") plan: what it will cost, before it exists"
"$cli" plan -input=false -out="$work/plan"

step "$(basename "$cli") apply: that plan"
"$cli" apply -input=false "$work/plan"

step "$(basename "$cli") plan: a second one, which must be empty"
code=0
"$cli" plan -input=false -detailed-exitcode || code=$?
[ "$code" -ne 2 ] || fail "the second plan is not empty"
[ "$code" -eq 0 ] || fail "the second plan (exit code $code)"

step "$(basename "$cli") destroy"
"$cli" destroy -input=false -auto-approve

step "The account, asked directly"
# Plain HTTP by bash itself: what the provider says of its own work is no proof, and curl may not be there.
address=${RUNPOD_API_URL#http://}
address=${address%%/*}
for kind in pods:pods serverless:endpoints network-volumes:networkVolumes; do
  exec 3<>"/dev/tcp/${address%:*}/${address##*:}"
  printf 'GET /v2/%s HTTP/1.0\r\nHost: %s\r\nUser-Agent: demo\r\nAuthorization: Bearer %s\r\n\r\n' \
    "${kind%:*}" "$address" "$RUNPOD_API_KEY" >&3
  answer=$(cat <&3)
  exec 3>&-
  printf '%s' "$answer" | grep -Eq "\"${kind#*:}\": ?\\[\\]" || fail "${kind%:*} are left on the account: $answer"
  echo "${kind%:*}: none"
done

step "$(basename "$cli") plan: no account and no network, prices from the snapshot"
kill "$sandbox"
wait "$sandbox" 2>/dev/null || true
sandbox=
unset RUNPOD_API_KEY
# Nothing listens there any more.
"$cli" plan -input=false -out="$work/offline" >"$work/offline.log" || {
  cat "$work/offline.log"
  fail "no plan without an account"
}
# What a plan says that things cost a month or an hour, each under the name of its resource.
prices() {
  "$cli" show -no-color "$1" | sed -nE -e 's/^  # (.*) will be .*/\1/p' -e 's/^Changes to Outputs:/Outputs/p' \
    -e 's/^[ +]*([a-z_]*(monthly|hourly)[a-z_]* += )/    \1/p'
}
prices "$work/plan" >"$work/plan.usd"
prices "$work/offline" >"$work/offline.usd"
cat "$work/offline.usd"
figures=$(grep -c ' = ' "$work/plan.usd") || fail "the plan shows no costs"
! grep -q 'known after apply' "$work/plan.usd" || fail "the plan does not know its costs"
diff "$work/plan.usd" "$work/offline.usd" || fail "without an account the costs are different"
echo
echo "The same as with the account: $figures figures, all known."

printf '\nAll went well: planned with costs, applied, planned again without changes, destroyed, and planned offline.\n'
