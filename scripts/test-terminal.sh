#!/bin/bash
# The tool works on a pseudo-terminal.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/serve.sh

directory=$(mktemp -d)
trap 'stop_serving; rm -rf "$directory"' EXIT
serve "$SANDBOX_BIN/kubelb-sandbox" Tests/Recorded/01-healthy "$directory/served"
python3 scripts/check-terminal.py "$CLIENT_BIN/kubelb-ctl" "$directory/served/kubeconfig" Tests/Recorded/01-healthy
