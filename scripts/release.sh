#!/usr/bin/env bash
# Usage: release.sh [--snapshot [--quick]]
# Builds the release of the tag that is checked out into dist/ and publishes it. Asks for GITHUB_TOKEN and, imported into
# gpg, the key of GPG_FINGERPRINT.
# --snapshot builds the same of whatever is checked out, publishes nothing, signs with a key that is thrown away, and
# then checks dist/ as a registry would: names, checksums, signature, SBOMs, versions. --quick builds two platforms only.
set -euo pipefail
# shellcheck source=scripts/env.sh
. "$(dirname "${BASH_SOURCE[0]}")/env.sh"

goreleaser=$(scripts/tool.sh goreleaser)
cyclonedx=$(scripts/tool.sh cyclonedx-gomod)
export PATH="${cyclonedx%/*}:$PATH"

fail() {
  echo "release.sh: $*" >&2
  exit 1
}

# What CHANGELOG.md says of the version is what the release says.
work=$(mktemp -d)
version=$(scripts/version.sh)
heading=$(grep -E "^## ${version//./\\.} " CHANGELOG.md)
awk -v version="$version" '/^## / { in_it = $2 == version; next } in_it' CHANGELOG.md >"$work/notes.md"
[ -s "$work/notes.md" ] || fail "CHANGELOG.md says nothing of $version"

if [ "${1:-}" != --snapshot ]; then
  tag=$(git describe --tags --exact-match)
  [ "$tag" = "v$version" ] || fail "the tag is $tag, and the newest version in CHANGELOG.md $version"
  [[ $heading != *Unreleased* ]] || fail "CHANGELOG.md: put the date in place of \"Unreleased\": $heading"
  exec "$goreleaser" release --clean --release-notes "$work/notes.md"
fi

trap 'gpgconf --kill all 2>/dev/null || true; rm -rf "$work"' EXIT
export GNUPGHOME="$work/gnupg"
mkdir -m 700 "$GNUPGHOME"
gpg --batch --quiet --passphrase '' --quick-generate-key 'A release that nobody trusts' default sign 1d
gpg --batch --list-secret-keys --with-colons >"$work/keys"
GPG_FINGERPRINT=$(awk -F : '$1 == "fpr" { print $10; exit }' "$work/keys")
export GPG_FINGERPRINT

config=.goreleaser.yml
# The platforms of HashiCorp's scaffolding, as far as Go still has them.
systems='darwin|freebsd|linux|windows' machines='386|amd64|arm|arm64'
if [ "${2:-}" = --quick ]; then
  config=$work/quick.yml
  sed -E '/^ +- "?(darwin|freebsd|386|arm|arm64)"?$/d' .goreleaser.yml >"$config"
  systems='linux|windows' machines='amd64'
fi
"$goreleaser" release --snapshot --clean --config "$config"

cd dist
sums=$(echo *_SHA256SUMS)
prefix=${sums%_SHA256SUMS}
version=${prefix#terraform-provider-runpod_}
gpg --batch --quiet --verify "$sums.sig" "$sums" 2>"$work/verify" || fail "bad signature: $(cat "$work/verify")"
sha256sum --quiet --check --ignore-missing "$sums"

go tool dist list >"$work/go"
platforms=$(grep -E "^($systems)/($machines)\$" "$work/go" | tr / _)
for platform in $platforms; do
  archive=${prefix}_$platform.zip
  binary=terraform-provider-runpod_v$version
  case $platform in windows_*) binary+=.exe ;; esac
  grep -q "  $archive\$" "$sums" || fail "no checksum for $archive"
  unzip -l "$archive" >"$work/list"
  for file in "$binary" LICENSE; do
    grep -q " $file\$" "$work/list" || fail "$archive lacks $file"
  done
  grep -q '"bomFormat": "CycloneDX"' "${prefix}_$platform.cdx.json" || fail "no SBOM for $platform"
done
[ "$(grep -c '\.zip$' "$sums")" = "$(wc -w <<<"$platforms")" ] || fail "an archive that nobody asked for: $(cat "$sums")"
grep -q "  ${prefix}_manifest.json\$" "$sums" || fail "no checksum for the registry's manifest"

# A second build, in another place, has to be the same to the byte.
if [ -z "$(git -C .. status --porcelain)" ]; then
  git clone --quiet .. "$work/again"
  # GoReleaser names no commit where there is no remote.
  [ -n "$(git -C .. remote)" ] || git -C "$work/again" remote remove origin
  (cd "$work/again" && "$goreleaser" build --snapshot --single-target --output "$work/binary" >"$work/log" 2>&1) || fail "$(cat "$work/log")"
  first=$(echo "terraform-provider-runpod_$(go env GOOS)_$(go env GOARCH)"*/terraform-provider-runpod_*)
  cmp "$first" "$work/binary" || fail "two builds of one commit differ"
else
  echo "release.sh: not committed changes, so this build is not compared with a second one" >&2
fi

host=${prefix}_$(go env GOOS)_$(go env GOARCH).zip
if [ -f "$host" ]; then
  unzip -q -d "$work/here" "$host"
  said=$("$work/here/terraform-provider-runpod_v$version" -version)
  [ "$said" = "$version" ] || fail "the binary of $version says that it is $said"
fi
echo "dist/: $prefix for $(wc -w <<<"$platforms") platforms; checksums, signature and SBOMs are good"
