#!/bin/bash
# Serves a pair of example clusters with a fault, and diagnoses them.
# usage: scripts/demo.sh KUBELB-CTL KUBELB-SANDBOX
set -euo pipefail
. "$(dirname "$0")/serve.sh"

client=$1
sandbox=$2
fault=ccm-scaled-down
directory=$(mktemp -d)
trap 'stop_serving; rm -rf "$directory"' EXIT
SERVER=

# Runs a command as a reader of the output would type it. The clusters are broken, so the status has to be 1.
diagnose() {
    local status=0
    printf '\n$ kubelb-ctl %s\n' "$*"
    "$client" "$@" || status=$?
    if [[ $status -ne 1 ]]; then
        echo "error: kubelb-ctl $* ended with status $status, not with 1 (errors found)" >&2
        exit 1
    fi
}

echo "Two example clusters, in which the CCM was scaled to 0, behind API servers of their own:"
printf '$ kubelb-sandbox example --fault %s bundle\n$ kubelb-sandbox serve bundle --dir served\n' "$fault"
"$sandbox" example --fault "$fault" "$directory/bundle" >/dev/null
serve "$sandbox" "$directory/bundle" "$directory/served"

printf '$ export KUBECONFIG=served/kubeconfig KUBELB_CTL_MANAGEMENT_CONTEXT=sandbox-management\n'
export KUBECONFIG=$directory/served/kubeconfig KUBELB_CTL_MANAGEMENT_CONTEXT=sandbox-management

diagnose status -A

# The Service that was created while the CCM was away, and waits for an address.
diagnose status svc/checkout -n shop
diagnose doctor

# With one kubeconfig alone the way to the management cluster is the CCM's own.
unset KUBELB_CTL_MANAGEMENT_CONTEXT
diagnose status svc/checkout -n shop

cat <<END

Each command ended with status 1: it ran fully and found errors, as it should here. 0 would mean that nothing is wrong,
3 that something could not be read.
END
