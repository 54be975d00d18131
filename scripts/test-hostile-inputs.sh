#!/bin/bash
# Bundles and pipes that attack kubelb-ctl: it ends, within bounds of memory, and reports nothing as in order.
set -euo pipefail
exec python3 scripts/check-hostile-inputs.py "$CLIENT_BIN/kubelb-ctl"
