#!/bin/bash
# With a small memory limit (ulimit -v), the released kubelb-ctl exits with an error instead of a signal.
set -euo pipefail

binary=$CLIENT_BIN/kubelb-ctl
directory=$(mktemp -d)
trap 'rm -rf "$directory"' EXIT

cat >"$directory/config" <<'YAML'
apiVersion: v1
kind: Config
current-context: a
contexts: [{name: a, context: {cluster: a, user: a}}]
clusters: [{name: a, cluster: {server: "http://127.0.0.1:9"}}]
users: [{name: a, user: {}}]
YAML

for limit in 50000 60000 65000 70000 80000 90000 110000 130000; do
    status=0
    (ulimit -c 0 -v "$limit" && exec "$binary" doctor --kubeconfig "$directory/config" --request-timeout 1s) \
        >"$directory/out" 2>"$directory/error" || status=$?
    if [[ $status -ne 3 ]] || ! grep -q 'memory limit' "$directory/error"; then
        echo "error: ulimit -v $limit: status $status: $(cat "$directory/error")" >&2
        exit 1
    fi
done
