#!/bin/bash
# The client under the thread sanitizer, with real servers: HTTP/2, HTTP/1.1, and servers that fail during a response.
set -euo pipefail
. "$(dirname "$0")/serve.sh"

directory=$(mktemp -d)
trap 'stop_serving; rm -rf "$directory"' EXIT
export TSAN_OPTIONS='exitcode=66'

# usage: check EXPECTED-STATUS WORD…
check() {
    local status=0
    "$TSAN_BIN/kubelb-ctl" "${@:2}" >"$directory/output" 2>&1 || status=$?
    if [[ $status -ne $1 ]] || grep -q 'WARNING: ThreadSanitizer' "$directory/output"; then
        echo "error: kubelb-ctl ${*:2} ended with status $status instead of $1" >&2
        cat "$directory/output" >&2
        exit 1
    fi
}

"$SANDBOX_BIN/kubelb-sandbox" example "$directory/bundle" >/dev/null
export KUBELB_CTL_MANAGEMENT_CONTEXT=sandbox-management

# A list of several megabytes in one page: more than the transport buffers before the reader starts.
cp -R "$directory/bundle" "$directory/large"
python3 - "$directory/large/tenant/services.json" <<'END'
import copy, json, sys
services = json.load(open(sys.argv[1]))
first = services["items"][0]
for number in range(2000):
    service = copy.deepcopy(first)
    service["metadata"].update(name=f"large-{number}", uid=f"10000000-0000-4000-8000-{number:012}", finalizers=[],
                               annotations={"note": "x" * 2048})
    service["spec"].update(type="LoadBalancer", loadBalancerClass="other.example/lb")
    services["items"].append(service)
json.dump(services, open(sys.argv[1], "w"))
END
serve "$SANDBOX_BIN/kubelb-sandbox" "$directory/large" "$directory/served"
export KUBECONFIG=$directory/served/kubeconfig
check 1 doctor --chunk-size 5000
check 0 collect "$directory/collected"
stop_serving
rm -rf "$directory/served" "$directory/collected"

for round in "0" "0 tenant:no-h2 management:no-h2" "3 management:hang" "3 tenant:reset" "3 management:hang-body"; do
    read -ra words <<<"$round"
    faults=()
    for fault in "${words[@]:1}"; do faults+=(--fault "$fault"); done
    serve "$SANDBOX_BIN/kubelb-sandbox" "$directory/bundle" "$directory/served" "${faults[@]}"
    export KUBECONFIG=$directory/served/kubeconfig
    check "${words[0]}" doctor --request-timeout 2s
    check "${words[0]}" status -A --chunk-size 1 --request-timeout 2s
    stop_serving
    rm -rf "$directory/served"
done
