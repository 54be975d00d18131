#!/bin/bash
# Machine-readable output conforms to the published schema, and independent parsers accept it.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/serve.sh

directory=$(mktemp -d)
trap 'stop_serving; rm -rf "$directory"' EXIT
serve "$SANDBOX_BIN/kubelb-sandbox" Tests/Recorded/02-multiport-udp "$directory/served"
python3 scripts/check-documents.py "$CLIENT_BIN/kubelb-ctl" "$directory/served/kubeconfig"
