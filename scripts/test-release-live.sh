#!/bin/bash
# The released client reports the same findings for recorded clusters from API servers, from a bundle collected from them, and
# from the original bundle. This also tests the optimized build.
set -euo pipefail
. "$(dirname "$0")/serve.sh"

client=$CLIENT_BIN/kubelb-ctl
directory=$(mktemp -d)
trap 'stop_serving; rm -rf "$directory"' EXIT
export KUBELB_CTL_MANAGEMENT_CONTEXT=sandbox-management

# Codes and their objects, without anything that depends on the time or the identity.
findings() {
    local status=0
    "$client" doctor -o json "$@" >"$directory/report" 2>"$directory/error" || status=$?
    python3 -c '
import json, sys
report = json.load(open(sys.argv[1]))
facts = sorted(f["code"] + " " + " ".join(sorted(o["kind"] + "/" + o.get("namespace", "") + "/" + o["name"] for o in f["objects"]))
               for f in report["findings"] if f["code"] != "KLC-R001")
print("\n".join(facts + ["status " + sys.argv[2]]))' "$directory/report" "$status" || {
        cat "$directory/error" >&2
        return 1
    }
}

for name in 01-healthy 02-multiport-udp 04-ccm-down 09-bad-credentials 13-deleted-stuck 14-orphan-lb 17-no-endpoints d01-healthy; do
    bundle=Tests/Recorded/$name
    serve "$SANDBOX_BIN/kubelb-sandbox" "$bundle" "$directory/served"
    export KUBECONFIG=$directory/served/kubeconfig
    findings --from-bundle "$bundle" >"$directory/offline"
    findings >"$directory/live"
    "$client" collect "$directory/collected.tar.gz" >/dev/null 2>&1
    findings --from-bundle "$directory/collected.tar.gz" >"$directory/again"
    stop_serving
    for way in live again; do
        diff -u "$directory/offline" "$directory/$way" || {
            echo "error: the findings of $name differ ($way)" >&2
            exit 1
        }
    done
    rm -rf "$directory/served" "$directory/collected.tar.gz"
done
