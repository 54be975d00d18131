#!/bin/bash
# The jobs of docs/ci.md succeed on healthy clusters and write the reports that the page describes.
set -euo pipefail
cd "$(dirname "$0")/.."

directory=$(mktemp -d)
trap '"$SANDBOX_BIN/kubelb-sandbox" down --dir "$directory/sandbox" >/dev/null 2>&1 || true; rm -rf "$directory"' EXIT
"$SANDBOX_BIN/kubelb-sandbox" up --detach --dir "$directory/sandbox" --services 2 >/dev/null
sed -e 's/sandbox-tenant\b/tenant/; s/sandbox-management\b/management/' "$directory/sandbox/kubeconfig" >"$directory/kubeconfig"
"$CLIENT_BIN/kubelb-ctl" verify -A --wait=2m --kubeconfig "$directory/kubeconfig" --context tenant --management-context management \
    >"$directory/verify.txt" || { cat "$directory/verify.txt" >&2; exit 1; }
tarball=$(scripts/make-dist.sh "$CLIENT_BIN/kubelb-ctl" "$directory/dist")
python3 scripts/run-ci-examples.py "$CLIENT_BIN/kubelb-ctl" "$tarball" "$directory/kubeconfig"
