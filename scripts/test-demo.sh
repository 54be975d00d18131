#!/bin/bash
# The demo runs, a request reaches a pod, and each fault is found and cleared.
set -euo pipefail

directory=$(mktemp -d)
trap 'rm -rf "$directory"' EXIT

scripts/demo.sh "$CLIENT_BIN/kubelb-ctl" "$SANDBOX_BIN/kubelb-sandbox" >"$directory/output" 2>&1 || {
    cat "$directory/output" >&2
    exit 1
}
for expected in '5/5 Routed' 'pod web-1' KLC-C001 KLC-T005 KLC-S004 '0 errors' '1 of 2 tenants needs attention'; do
    if ! grep -qF "$expected" "$directory/output"; then
        echo "error: the demo's output lacks: $expected" >&2
        cat "$directory/output" >&2
        exit 1
    fi
done
