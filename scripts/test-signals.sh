#!/bin/bash
# Signals at random times end the released kubelb-ctl immediately; files are complete, partial files are removed, and the terminal is
# as before: 60 signals, 1,000 with KUBELB_CTL_TESTS=all.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/serve.sh

directory=$(mktemp -d)
trap 'stop_serving; rm -rf "$directory"' EXIT
count=60
[[ ${KUBELB_CTL_TESTS:-} == all ]] && count=1000
serve "$SANDBOX_BIN/kubelb-sandbox" Tests/Recorded/01-healthy "$directory/served"
python3 scripts/check-signals.py "$CLIENT_BIN/kubelb-ctl" "$directory/served/kubeconfig" "$count"
