#!/bin/bash
# HTML reports are legible in a browser: nothing wider than the window, no names that touch, enough contrast, a search that works.
set -euo pipefail
cd "$(dirname "$0")/.."

directory=$(mktemp -d)
trap 'rm -rf "$directory"' EXIT
browser=$(command -v chromium || command -v chromium-browser || command -v google-chrome) || {
    echo 'no Chromium: skipping how reports look in a browser'
    exit 0
}
# usage: page NAME WORDS...; findings end with status 1
page() {
    local name=$1 status=0
    shift
    "$CLIENT_BIN/kubelb-ctl" "$@" -o html >"$directory/$name.html" || status=$?
    [[ $status -le 1 ]] || { echo "error: $* -o html ended with status $status" >&2; exit 1; }
}
page status status -A --from-bundle Tests/Recorded/17-no-endpoints
page doctor doctor --from-bundle Tests/Recorded/17-no-endpoints
page info doctor --from-bundle Tests/Recorded/15-status-drift
page fleet status --all-tenants --from-bundle Tests/RecordedFleets/fleet-mixed
page tenants doctor --all-tenants --from-bundle Tests/RecordedFleets/fleet-mixed
page trace trace svc/nomatch -n default --from-bundle Tests/Recorded/17-no-endpoints
page verify verify svc/unready -n default --from-bundle Tests/Recorded/17-no-endpoints
python3 scripts/check-pages.py "$browser" "$directory"/*.html

# The title names the first cause and its Service, and infos are below the tables.
grep -q '^<title>kubelb-ctl doctor: KLC-S004 .* (default/nomatch' "$directory/doctor.html" || { echo 'error: the title names no cause' >&2; exit 1; }
for name in doctor info; do
    causes=$(sed -n '/<h2>Root causes/,/<\/section>/p' "$directory/$name.html")
    ! grep -q 'class="badge info"' <<<"$causes" || { echo "error: $name: infos are among the root causes" >&2; exit 1; }
    grep -q '<summary>Info: ' "$directory/$name.html" || { echo "error: $name: no infos" >&2; exit 1; }
done

# The check itself: text that is hard to read, too wide, of stages that touch, or with words that are broken.
broken='body { width: 1500px; color: #999; } .path { display: block } .path li { position: absolute; }'
broken+=' .resources tr.row > td { display: block; width: 30px; overflow-wrap: anywhere; }'
sed "s|</style>|$broken</style>|" \
    "$directory/status.html" >"$directory/broken.html"
if python3 scripts/check-pages.py "$browser" "$directory/broken.html" 2>"$directory/faults"; then
    echo 'error: a broken page passes' >&2
    exit 1
fi
for fault in 'the page is 1' 'contrast' 'Created touches' 'the word .* is broken'; do
    grep -q "$fault" "$directory/faults" || { echo "error: not found in a broken page: $fault" >&2; cat "$directory/faults" >&2; exit 1; }
done
