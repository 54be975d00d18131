#!/bin/bash
# Runs one command in the background at the lowest priority, its output in a file, while another runs. Succeeds if both do, and
# prints the end of that output.
# usage: scripts/in-background.sh LOG 'BACKGROUND COMMAND' COMMAND…
set -euo pipefail

log=$1
background=$2
shift 2
mkdir -p "$(dirname "$log")"
set -m # a process group of its own, so that all of it can be stopped
nice -n 19 bash -c "$background" </dev/null >"$log" 2>&1 &
job=$!
set +m
trap 'kill -- "-$job" 2>/dev/null || true' EXIT

"$@"
wait "$job" || {
    cat "$log" >&2
    echo "error: failed: $background" >&2
    exit 1
}
tail -n 24 "$log"
