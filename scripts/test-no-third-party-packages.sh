#!/bin/bash
# A plain `swift build` resolves and fetches no third-party package; the trait Sandbox is what needs them.
# git is told to refuse every protocol, so that a fetch fails here whether or not there is a network.
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

# Proves that the above could fail.
if resolve trait --traits Sandbox; then
    fail "the trait Sandbox resolved without fetching anything: is git still kept from the network?"
fi
grep -q swift-nio "$directory/trait.log" || fail "the trait Sandbox did not ask for swift-nio"
