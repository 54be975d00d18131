#!/bin/bash
# Rules of the sources that the formatter does not know. See CONTRIBUTING.md, "Style".
set -euo pipefail

failed=0

# usage: forbid PATTERN REASON FILES…
forbid() {
    local found
    found=$(grep -rnE --include='*.swift' "$1" "${@:3}" || true)
    if [[ -n $found ]]; then
        printf 'error: %s\n%s\n' "$2" "$found" >&2
        failed=1
    fi
}

client=()
for folder in Sources/*/; do
    case $folder in
        Sources/Sandbox/ | Sources/kubelb-sandbox/) ;;
        *) client+=("$folder") ;;
    esac
done

forbid '^(package |internal )?import Foundation$' 'the client uses FoundationEssentials only' "${client[@]}"
forbid '^ *(@[a-zA-Z]+ )*(public|open) ' 'there is no library product: use package access' Sources
forbid '\b(fatalError|preconditionFailure|assertionFailure)\(' 'return or throw an error instead' Sources
forbid '\b(try|as)!' 'no forced casts or tries' Sources Tests
forbid '\b(TODO|FIXME)\b' 'finish it, or open an issue' Sources Tests

while read -r lines file; do
    if [[ $file != total && $lines -gt 600 ]]; then
        echo "error: $file has $lines lines; split it" >&2
        failed=1
    fi
done < <(find Sources Tests -name '*.swift' -exec wc -l {} +)

exit "$failed"
