#!/bin/bash
# Builds a reproducible tarball of the released program with its completions and manual pages, and lists its components.
# usage: scripts/make-dist.sh PROGRAM DIRECTORY
set -euo pipefail

. "$(dirname "$0")/source-date.sh"
program=$1
directory=$2
version=$("$program" version | awk '{ print $2 }')
name=kubelb-ctl-$version-linux-$(uname -m)
stage=$(mktemp -d)
trap 'rm -rf "$stage"' EXIT

STRIP=1 scripts/install-files.sh "$program" "/$name" "$stage"
cp LICENSE README.md CHANGELOG.md "$stage/$name/"
mkdir -p "$directory"
tar --create --directory "$stage" --format=gnu --sort=name --mtime="@$SOURCE_DATE_EPOCH" --owner=0 --group=0 --numeric-owner \
    --mode=u+rwX,go+rX,go-w "$name" | gzip -9n >"$directory/$name.tar.gz"
python3 scripts/make-sbom.py "$program" "$directory/$name.tar.gz" >"$directory/$name.spdx.json"
echo "$directory/$name.tar.gz"
