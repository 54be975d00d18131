#!/bin/bash
# The released kubelb-ctl does not link full Foundation, and `version` and `--help` load neither TLS nor libcurl.
#
# The runtime is linked statically, so a list of shared libraries proves nothing. Full Foundation includes CoreFoundation and
# ICU, whose string constants remain in a stripped binary. A small program that imports Foundation has to contain them, else
# the search proves nothing and the test fails.
set -euo pipefail

binary=$CLIENT_BIN/kubelb-ctl
marks='kCFRunLoop|CoreFoundation|icudt[0-9]+'
directory=$(mktemp -d)
trap 'rm -rf "$directory"' EXIT

fail() {
    echo "error: $1" >&2
    exit 1
}

printf 'import Foundation\nprint(RunLoop.main, "x".capitalized(with: Locale.current))\n' >"$directory/control.swift"
swiftc -static-stdlib -Xlinker --strip-all "$directory/control.swift" -o "$directory/control" 2>"$directory/log" \
    || { cat "$directory/log" >&2; fail "the control program cannot be built"; }
grep -aqE "$marks" "$directory/control" || fail "a program that links full Foundation contains none of its traces"

found=$(grep -aoE "$marks" "$binary" | sort -u | tr '\n' ' ' || true)
[[ -z $found ]] || fail "kubelb-ctl links full Foundation; it contains: $found"
linked=$(ldd "$binary" | grep -E 'libFoundation|lib_FoundationICU|libswift' || true)
[[ -z $linked ]] || fail "kubelb-ctl needs shared libraries of the Swift runtime: $linked"

for argument in version --help; do
    loaded=$(LD_DEBUG=libs "$binary" "$argument" 2>&1 >/dev/null)
    grep -q 'calling init: .*libc\.so' <<<"$loaded" || fail "LD_DEBUG does not list the libraries loaded"
    network=$(grep -E 'calling init: .*lib(curl|ssl|crypto|gnutls|nss|resolv)' <<<"$loaded" || true)
    [[ -z $network ]] || fail "kubelb-ctl $argument loads network or TLS libraries: $network"
done
