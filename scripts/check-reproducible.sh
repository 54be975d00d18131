#!/bin/bash
# Builds the release in two directories, whose names differ, and compares the packages byte by byte. Takes a quarter of an hour.
# usage: scripts/check-reproducible.sh [DIRECTORY]; DIRECTORY keeps the two builds
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/source-date.sh

directory=${1-}
if [[ -z $directory ]]; then
    directory=$(mktemp -d)
    trap 'rm -rf "$directory"' EXIT
fi
commit=$(git describe --always --dirty --abbrev=12 --exclude='*' 2>/dev/null || true)
builds=(first second/copy)
# Both first: the sources may change in the meantime.
for name in "${builds[@]}"; do
    mkdir -p "$directory/$name"
    git ls-files -z --cached --others --exclude-standard \
        | tar --create --null --files-from=- | tar --extract --directory "$directory/$name"
done
for name in "${builds[@]}"; do
    (
        cd "$directory/$name"
        make --no-print-directory release COMMIT="$commit"
        program=$PWD/.build/release/kubelb-ctl
        scripts/make-dist.sh "$program" "$PWD/dist"
        if command -v dpkg-shlibdeps >/dev/null; then scripts/make-deb.sh "$program" "$PWD/dist"; fi
        if command -v rpmbuild >/dev/null; then scripts/make-rpm.sh "$program" "$PWD/dist"; fi
    )
done
diff --recursive "$directory/first/dist" "$directory/second/copy/dist" || {
    echo 'error: the packages depend on the directory of the build' >&2
    exit 1
}
(cd "$directory/first/dist" && sha256sum ./*)
