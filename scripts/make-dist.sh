#!/bin/bash
# Builds a reproducible tarball of the released program with its completions and manual pages.
# usage: scripts/make-dist.sh PROGRAM DIRECTORY
set -euo pipefail

program=$1
directory=$2
version=$("$program" version | awk '{ print $2 }')
name=kubelb-ctl-$version-linux-$(uname -m)
stage=$(mktemp -d)
trap 'rm -rf "$stage"' EXIT

scripts/install-files.sh "$program" "/$name" "$stage"
# Stripping halves the size.
if command -v strip >/dev/null; then strip --strip-all "$stage/$name/bin/kubelb-ctl"; fi
cp LICENSE README.md CHANGELOG.md "$stage/$name/"
date=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || echo 0)}
mkdir -p "$directory"
tar --create --directory "$stage" --sort=name --mtime="@$date" --owner=0 --group=0 --numeric-owner --mode=u+rwX,go+rX,go-w \
    "$name" | gzip -9n >"$directory/$name.tar.gz"
(cd "$directory" && sha256sum "$name.tar.gz" >"$name.tar.gz.sha256")
echo "$directory/$name.tar.gz"
