#!/bin/bash
# Makes a pair of clusters with a fault, as a bundle, and diagnoses it.
# usage: scripts/demo.sh DIRECTORY-OF-THE-PROGRAMS [BUNDLE]
set -euo pipefail

programs=$1
bundle=${2:-.build/demo/bundle}
fault=ccm-scaled-down

# Runs a command as a reader of the output would type it. The clusters are broken, so the status has to be 1.
diagnose() {
    local status=0
    printf '\n$ kubelb-ctl %s\n' "$*"
    "$programs/kubelb-ctl" "$@" || status=$?
    if [[ $status -ne 1 ]]; then
        echo "error: kubelb-ctl $* ended with status $status, not with 1 (errors found)" >&2
        exit 1
    fi
}

rm -rf "$bundle"
mkdir -p "$(dirname "$bundle")"
echo "Two example clusters, in which the CCM was scaled to 0:"
printf '$ kubelb-sandbox example --fault %s %s\n' "$fault" "$bundle"
"$programs/kubelb-sandbox" example --fault "$fault" "$bundle"

diagnose status -A --from-bundle "$bundle"

# The Service that was created while the CCM was away, and waits for an address.
diagnose status svc/checkout -n shop --from-bundle "$bundle"
diagnose doctor --from-bundle "$bundle"

cat <<END

Each command ended with status 1: it ran fully and found errors, as it should here. 0 would mean that nothing is wrong,
3 that something could not be read.
END
