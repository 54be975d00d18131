#!/bin/bash
# Diagnoses a recorded pair of clusters in which the CCM no longer runs; needs no cluster and no sandbox.
# usage: scripts/demo-recorded.sh KUBELB-CTL
set -euo pipefail

bundle=Tests/Recorded/04-ccm-down
status=0
printf 'Two recorded clusters:\n$ kubelb-ctl doctor --from-bundle %s\n' "$bundle"
"$1" doctor --from-bundle "$bundle" || status=$?
# 1: problems were found.
if [[ $status -ne 1 ]]; then
    echo "error: doctor exited with status $status, not with 1" >&2
    exit 1
fi
printf '\nBuilding the sandbox, a miniature KubeLB on this machine:\n'
