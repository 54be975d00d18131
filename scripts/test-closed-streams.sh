#!/bin/bash
# Standard output closed from the start (`>&-`) is an error, and no file or socket takes its place.
set -euo pipefail

binary=$CLIENT_BIN/kubelb-ctl
directory=$(mktemp -d)
trap 'rm -rf "$directory"' EXIT

fail() {
    echo "error: $1" >&2
    exit 1
}

# It waits for the pipe, which is the first thing that it opens.
mkfifo "$directory/config"
"$binary" doctor --kubeconfig "$directory/config" >&- 2>"$directory/error" &
pid=$!
exec 3>"$directory/config"
target=$(readlink "/proc/$pid/fd/1")
[[ $target == /dev/null ]] || fail "standard output is $target"
exec 3>&-
wait "$pid" || true

status=0
"$binary" version >&- 2>"$directory/error" || status=$?
[[ $status -eq 3 ]] || fail "status $status instead of 3"
grep -q 'cannot write the output' "$directory/error" || fail "it says: $(cat "$directory/error")"
