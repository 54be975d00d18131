#!/bin/bash
# Writes the provenance of the packages of this machine in a directory, and the checksums of everything in it.
# usage: scripts/seal-dist.sh DIRECTORY
set -euo pipefail

. "$(dirname "$0")/source-date.sh"
directory=$1
version=$(sed -n 's/.*let text = "\(.*\)"$/\1/p' Sources/Commands/ToolVersion.swift)
machine=$(uname -m)
case $machine in
    x86_64) debian=amd64 ;;
    aarch64) debian=arm64 ;;
    *) debian=$machine ;;
esac

packages=()
for file in "$directory/kubelb-ctl-$version-linux-$machine".{tar.gz,spdx.json} "$directory/kubelb-ctl_${version}_$debian.deb" \
    "$directory/kubelb-ctl-$version-1.$machine.rpm"; do
    if [[ -e $file ]]; then packages+=("$file"); fi
done
[[ ${#packages[@]} -gt 0 ]] || { echo "error: $directory has no packages of version $version" >&2; exit 1; }
python3 scripts/make-provenance.py "${packages[@]}" >"$directory/kubelb-ctl-$version-linux-$machine.provenance.json"
scripts/make-checksums.sh "$directory"
