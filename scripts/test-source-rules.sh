#!/bin/bash
# Rules for the sources that the formatter cannot check. See CONTRIBUTING.md, "Style".
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

forbid '\.(value|values|flag|isGiven|takes)\("' 'name an option by its property: see OptionGroup' Sources/Commands

# What differs between systems. The sandbox runs on Linux only.
portable=()
for folder in "${client[@]}"; do
    case $folder in
        Sources/LocalSystem/ | Sources/DataPlane/) ;;
        *) portable+=("$folder") ;;
    esac
done
forbid '\b(Glibc|Musl|Darwin)\.[a-z]|\b(pthread_[a-z]+|posix_spawn[a-z_]*|SOCK_[A-Z]+|MSG_NOSIGNAL|RLIMIT_[A-Z]+)\b|[^.]\benviron\b' \
    'this call differs between systems: see Sources/LocalSystem/SystemCalls.swift' "${portable[@]}"
unported=$(grep -rl 'import Glibc' "${portable[@]}" Sources/LocalSystem | xargs grep -L 'import Darwin' || true)
[[ -z $unported ]] || { printf 'error: import Musl and Darwin as well\n%s\n' "$unported" >&2; failed=1; }

# Numbers from outside may be anything an Int or a Double holds, and Swift's operators trap on overflow. So no + - * on the
# members that are decoded, and no Int(…) of what may be a Double: see Sources/Documents/OutsideNumbers.swift. Timestamp and
# LogStamp keep themselves within bounds, and Timestamp is where times are added and subtracted.
decoding=()
for module in Documents Kubernetes KubeLB Topology Diagnosis Reports Commands; do decoding+=("Sources/$module/"); done
decoded=$(
    {
        grep -rhoE '\b[a-zA-Z]+ = (max\([a-zA-Z]+, )?try reader\.(int|double|seconds)\(' "${decoding[@]}" | sed 's/ .*//'
        grep -hoE '(let|var) [a-zA-Z]+(: Int| = 0)$' Sources/KubeLB/Metrics/EnvoyStatistics.swift \
            Sources/KubeLB/Metrics/CCMMetrics.swift Sources/KubeLB/Logs/EnvoyAccess.swift \
            Sources/Topology/UpstreamSummary.swift Sources/Kubernetes/Timestamp.swift \
            Sources/Kubernetes/Client/LogStamp.swift | sed -E 's/(let|var) ([a-zA-Z]+).*/\2/'
    } | grep -vxE 'count|code|number|position|value' | sort -u | paste -sd '|'
)
[[ $decoded == *leaseDurationSeconds* && $decoded == *milliseconds* && $decoded == *sentDatagrams* ]] ||
    { echo 'error: the names of decoded numbers were not found: the pattern of this rule is out of date' >&2; failed=1; }
found=$(
    grep -rnE --include='*.swift' \
        "\.($decoded)\b( \?\? [0-9]+\))? ([-+*]|[-+*]=) |[-+*]=? [a-zA-Z\$0-9.?]*\.($decoded)\b([^.(]|\$)|abs\([^)]*\.($decoded)\b" \
        "${decoding[@]}" |
        grep -vE '^Sources/Kubernetes/(Timestamp|Client/LogStamp)\.swift:|^[^:]*:[0-9]+: *//' || true
)
if [[ -n $found ]]; then
    printf 'error: arithmetic on a number from outside: use saturatingSum and its like\n%s\n' "$found" >&2
    failed=1
fi
# shellcheck disable=SC2016 # the $ is one of Swift's names
forbid '\bInt\((abs\(|min\(|max\()*[a-zA-Z.$0-9(]*(rounded\(|[sS]econds\b|\bage\b|\.double\b|[dD]ifference\b|[mM]illiseconds\b)' \
    'Int(…) of a Double traps: use Int(saturating:) or Int(exactly:)' "${decoding[@]}"

# Each test that docs/security.md names has to exist.
while read -r suite; do
    grep -rqE --include='*.swift' "(struct|class) $suite\b" Tests || {
        echo "error: docs/security.md names $suite, which does not exist" >&2
        failed=1
    }
done < <(grep -oE '`[A-Za-z]+Tests' docs/security.md | tr -d '`' | sort -u)

while read -r lines file; do
    if [[ $file != total && $lines -gt 600 ]]; then
        echo "error: $file has $lines lines; split it" >&2
        failed=1
    fi
done < <(find Sources Tests -name '*.swift' -exec wc -l {} +)

exit "$failed"
