#!/bin/bash
# Starts a sandbox, sends a request through it, breaks three parts of it one by one, and diagnoses each; then shows two
# tenants as the operator of the management cluster sees them.
# usage: scripts/demo.sh KUBELB-CTL KUBELB-SANDBOX
set -euo pipefail

client=$1
sandbox=$2
directory=$(mktemp -d)
trap '"$sandbox" down --dir "$directory/sandbox" >/dev/null 2>&1 || true; rm -rf "$directory"' EXIT

fail() {
    echo "error: $*" >&2
    exit 1
}

# usage: run EXPECTED-STATUS WORD…; prints the command as typed, and its output
run() {
    local status=0
    printf '$ kubelb-ctl %s\n' "${*:2}"
    "$client" "${@:2}" >"$directory/output" 2>&1 || status=$?
    cat "$directory/output"
    [[ $status -eq $1 ]] || fail "kubelb-ctl ${*:2} ended with status $status instead of $1"
}

# usage: wait_for STATUS [CODE [OPTION…]]; waits until doctor ends with STATUS and reports CODE first
wait_for() {
    local status
    for ((waited = 0; waited < 120; waited++)); do
        status=0
        "$client" doctor "${@:3}" >"$directory/output" 2>&1 || status=$?
        if [[ $status -eq $1 ]]; then
            [[ -z ${2-} ]] && return
            [[ $(sed -nE 's/^(error|warning|info) +(KLC-[A-Z][0-9]{3}).*/\2/p' "$directory/output" | head -n 1) == "$2" ]] && return
        fi
        sleep 0.5
    done
    cat "$directory/output" >&2
    fail "doctor did not end with status $1 ${2-}; the last status was $status"
}

# usage: fault NAME CODE
fault() {
    printf '\n$ kubelb-sandbox fault inject %s\n' "$1"
    "$sandbox" fault inject "$1" --dir "$directory/sandbox"
    wait_for 1 "$2"
    printf '$ kubelb-ctl doctor\n'
    cat "$directory/output"
    printf '\n$ kubelb-sandbox fault clear\n'
    "$sandbox" fault clear --dir "$directory/sandbox"
    wait_for 0
}

printf 'Two tenant clusters and a management cluster, on loopback addresses of this machine:\n'
printf '$ kubelb-sandbox up --detach --tenants 2 --services 3\n'
"$sandbox" up --detach --tenants 2 --services 3 --dir "$directory/sandbox"
export KUBECONFIG=$directory/sandbox/kubeconfig KUBELB_CTL_MANAGEMENT_CONTEXT=sandbox-management

printf '\n$ export KUBECONFIG=…/kubeconfig KUBELB_CTL_MANAGEMENT_CONTEXT=sandbox-management\n'
"$client" verify -A --wait=1m >"$directory/output" 2>&1 || { cat "$directory/output"; fail 'not all Services are routed'; }
run 0 status -A

address=$("$client" status -A -o json | tr -d ' \n' | grep -oE '"addresses":\["[0-9.]+"' | grep -oE '[0-9.]+' | head -n 1)
[[ -n $address ]] || fail 'no Service has an address'
printf '\nA request to the external address reaches a pod:\n$ curl http://%s:8080/\n' "$address"
exec 3<>"/dev/tcp/$address/8080"
printf 'GET / HTTP/1.1\r\nHost: demo\r\nConnection: close\r\n\r\n' >&3
answer=$(timeout 5 cat <&3 | tail -n 1)
exec 3>&-
echo "$answer"
[[ $answer == *pod* ]] || fail "no pod responded at $address:8080"

printf '\nNow three parts are broken, one by one, and doctor diagnoses each.\n'
fault ccm-scaled-down KLC-C001
fault layer4-disabled KLC-T005
fault pods-not-ready KLC-S004

printf '\nEverything is healthy again:\n'
run 0 doctor

printf '\nThe operator of the management cluster sees every tenant, without access to the tenant clusters:\n'
wait_for 0 '' --all-tenants
run 0 status --all-tenants
printf '\nLayer 4 is disabled for one of them:\n$ kubelb-sandbox fault inject layer4-disabled --tenant demo\n'
"$sandbox" fault inject layer4-disabled --tenant demo --dir "$directory/sandbox"
wait_for 1 KLC-T005 --all-tenants
run 1 doctor --all-tenants
