#!/bin/bash
# The demo's commands run and find the fault.
set -euo pipefail

directory=$(mktemp -d)
trap 'rm -rf "$directory"' EXIT

scripts/demo.sh "$RELEASE_BIN/kubelb-ctl" "$SANDBOX_BIN/kubelb-sandbox" >"$directory/output" 2>&1 || {
    cat "$directory/output" >&2
    exit 1
}
for expected in KLC-C001 '2/5 Propagated' "using the CCM's own credentials" 'ended with status 1'; do
    if ! grep -qF "$expected" "$directory/output"; then
        echo "error: the demo's output lacks: $expected" >&2
        cat "$directory/output" >&2
        exit 1
    fi
done
