#!/bin/bash
# Links the archive of libstdc++ into a directory, if there is one. A linker that searches it first links it statically.
# usage: scripts/static-archives.sh DIRECTORY
set -euo pipefail

directory=$1
rm -rf "$directory"
mkdir -p "$directory"
archive=$(clang -print-file-name=libstdc++.a)
# Only a path is one that was found.
if [[ $archive == */* ]]; then ln -s "$(realpath "$archive")" "$directory/libstdc++.a"; fi
