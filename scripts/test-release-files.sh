#!/bin/bash
# A release lists its components (SPDX) and how it was built (SLSA provenance), its checksums match, and the manifests for krew and
# Homebrew name its tarballs.
set -euo pipefail
cd "$(dirname "$0")/.."

directory=$(mktemp -d)
trap 'rm -rf "$directory"' EXIT
dist=$directory/dist
repository=https://example.com/owner/kubelb-ctl
export REPOSITORY=$repository

fail() {
    echo "error: $*" >&2
    exit 1
}

tarball=$(scripts/make-dist.sh "$CLIENT_BIN/kubelb-ctl" "$dist")
scripts/seal-dist.sh "$dist"
(cd "$dist" && sha256sum --quiet --check SHA256SUMS) || fail 'the checksums do not match'

# As if the other machine had built one, too. The components are those of the tarball of this machine.
machine=$(uname -m)
[[ $machine == aarch64 ]] && other=x86_64 || other=aarch64
cp "$tarball" "${tarball/linux-$machine/linux-$other}"
if scripts/make-manifests.py "$dist" "$repository" 2>"$directory/log"; then fail 'a tarball without provenance is published'; fi
grep -q 'has no provenance' "$directory/log"
(. scripts/source-date.sh && scripts/make-provenance.py "$dist"/*"-linux-$other.tar.gz") >"${tarball%-linux-*}-linux-$other.provenance.json"
make --no-print-directory manifests DIST="$dist"
(cd "$dist" && sha256sum --quiet --check SHA256SUMS) || fail 'the checksums do not match the manifests'
for file in "$dist"/*; do
    [[ $file == */SHA256SUMS ]] || grep -q " ${file##*/}$" "$dist/SHA256SUMS" || fail "SHA256SUMS lacks ${file##*/}"
done
python3 scripts/check-release.py "$dist" "$tarball" "$repository"
if command -v ruby >/dev/null; then ruby -c "$dist/kubelb-ctl.rb" >/dev/null; else echo 'no ruby: skipping the syntax of the formula'; fi

echo >>"$tarball"
if scripts/make-manifests.py "$dist" "$repository" 2>"$directory/log"; then fail 'a changed tarball is published'; fi
grep -q 'differs from its provenance' "$directory/log"
