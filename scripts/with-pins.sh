#!/bin/bash
# Runs a command of SwiftPM on the sandbox with its packages pinned to the versions in Sandbox.resolved.
# Package.resolved exists only meanwhile: SwiftPM fetches every package in it, even when it builds the client, which needs none.
# usage: scripts/with-pins.sh COMMAND…
set -euo pipefail
cd "$(dirname "$0")/.."

trap 'rm -f Package.resolved' EXIT
cp Sandbox.resolved Package.resolved
"$@"
# The hash is that of Package.swift, which changes more often than the pins.
cmp --quiet <(grep -v originHash Sandbox.resolved) <(grep -v originHash Package.resolved) || {
    echo 'error: the packages in Package.swift need other versions than those in Sandbox.resolved' >&2
    echo 'hint: make pins' >&2
    exit 1
}
