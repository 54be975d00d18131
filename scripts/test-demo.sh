#!/bin/bash
# The demo's commands run and find the fault (with the programs built for debugging, which are there anyway).
set -euo pipefail

directory=$(mktemp -d)
trap 'rm -rf "$directory"' EXIT

scripts/demo.sh "$DEBUG_BIN" "$directory/bundle" >"$directory/output"
for expected in KLC-C001 '2/5 Propagated' 'ended with status 1'; do
    if ! grep -qF "$expected" "$directory/output"; then
        echo "error: the demo's output lacks: $expected" >&2
        cat "$directory/output" >&2
        exit 1
    fi
done
