#!/bin/bash
# A plain `swift build` resolves and fetches no third-party packages; only the trait Sandbox needs them.
# git may use no protocol, so that a fetch fails with or without a network.
set -euo pipefail

directory=$(mktemp -d)
trap 'rm -rf "$directory"' EXIT
cp -R Package.swift Sources Tests "$directory"

resolve() {
    GIT_ALLOW_PROTOCOL=none swift package --package-path "$directory" --scratch-path "$directory/$1" \
        --cache-path "$directory/cache" "${@:2}" resolve >"$directory/$1.log" 2>&1
}

fail() {
    echo "error: $1" >&2
    cat "$directory"/*.log >&2
    exit 1
}

resolve plain || fail "a plain resolve fails without a network"
for kind in checkouts repositories; do
    fetched=$(ls -A "$directory/plain/$kind" 2>/dev/null || true)
    [[ -z $fetched ]] || fail "a plain resolve fetched: $fetched"
done
[[ ! -e $directory/Package.resolved ]] || fail "a plain resolve pinned packages"

# Proves that the check above can fail.
if resolve trait --traits Sandbox; then
    fail "the trait Sandbox resolved without fetching anything: can git still use a protocol?"
fi
grep -q swift-nio "$directory/trait.log" || fail "the trait Sandbox did not request swift-nio"
