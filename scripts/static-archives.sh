#!/bin/bash
# Links the archives of libyaml and libstdc++ into a directory. A linker that searches it first links them statically, so the
# program needs glibc only. A library without an archive stays a shared one.
# usage: scripts/static-archives.sh DIRECTORY
set -euo pipefail

directory=$1
rm -rf "$directory"
mkdir -p "$directory"
for library in libyaml libstdc++; do
    archive=$(clang -print-file-name="$library.a")
    # Only a path is one that was found.
    if [[ $archive == */* ]]; then ln -s "$(realpath "$archive")" "$directory/$library.a"; fi
done
