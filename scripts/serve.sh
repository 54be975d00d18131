# Starts and stops kubelb-sandbox servers; sourced by other scripts.
# shellcheck shell=bash

# The process ID of the server that runs, if one does.
SERVER=

# usage: serve SANDBOX-PROGRAM BUNDLE DIRECTORY [OPTION…]; sets SERVER and leaves DIRECTORY/kubeconfig
serve() {
    "$1" serve "$2" --dir "$3" "${@:4}" >"$3.log" 2>&1 &
    SERVER=$!
    for ((waited = 0; waited < 300; waited++)); do
        [[ -s $3/kubeconfig ]] && grep -q kubeconfig "$3.log" && return
        kill -0 "$SERVER" 2>/dev/null || break
        sleep 0.1
    done
    echo "error: the servers did not start" >&2
    cat "$3.log" >&2
    return 1
}

stop_serving() {
    [[ -n $SERVER ]] || return 0
    kill "$SERVER" 2>/dev/null || true
    wait "$SERVER" 2>/dev/null || true
}
