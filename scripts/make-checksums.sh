#!/bin/bash
# Writes the checksums of all files in a directory to SHA256SUMS there.
# usage: scripts/make-checksums.sh DIRECTORY
set -euo pipefail

cd "$1"
rm -f SHA256SUMS
sums=$(find . -maxdepth 1 -type f -printf '%P\n' | LC_ALL=C sort | tr '\n' '\0' | xargs -0 sha256sum)
echo "$sums" >SHA256SUMS
