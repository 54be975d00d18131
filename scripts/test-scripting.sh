#!/bin/bash
# The lines of docs/scripting.md work, with the jq that is installed.
set -euo pipefail
cd "$(dirname "$0")/.."

directory=$(mktemp -d)
trap 'rm -rf "$directory"' EXIT
"$SANDBOX_BIN/kubelb-sandbox" example "$directory/bundle" --fault ccm-scaled-down >/dev/null

# Called by the lines.
# shellcheck disable=SC2317,SC2329
kubelb-ctl() {
    local bundle=(--from-bundle "$directory/bundle") status=0
    [[ $1 == checks ]] && bundle=()
    "$CLIENT_BIN/kubelb-ctl" "$@" "${bundle[@]}" 2>"$directory/stderr" || status=$?
    # Findings are no failure of the line.
    [[ $status -le 1 ]]
}

count=0
while IFS= read -r line; do
    count=$((count + 1))
    output=$(eval "$line") || { echo "error: this line fails: $line" >&2; cat "$directory/stderr" >&2; exit 1; }
    [[ -n $output ]] || { echo "error: this line prints nothing: $line" >&2; exit 1; }
    if grep -q "^error:" "$directory/stderr"; then cat "$directory/stderr" >&2; exit 1; fi
done < <(sed -n 's/^    \(kubelb-ctl .*\)/\1/p' docs/scripting.md)
[[ $count -ge 10 ]] || { echo "error: only $count lines were found in docs/scripting.md" >&2; exit 1; }
