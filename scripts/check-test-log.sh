#!/bin/bash
# Succeeds only if Swift Testing reports that tests ran and passed, and no sanitizer reports a problem.
# usage: scripts/check-test-log.sh LOG
set -euo pipefail

if grep -q 'WARNING: ThreadSanitizer' "$1"; then
    echo "error: the thread sanitizer found a data race; see $1" >&2
    exit 1
fi
grep -Eq 'Test run with [1-9][0-9]* tests? .*passed' "$1" || {
    echo 'error: Swift Testing did not report that tests ran and passed' >&2
    exit 1
}
echo 'slowest suites, in seconds, including the time in which they waited for their turn:'
sed -nE 's/.*Suite "?([^"]*)"? passed after ([0-9.]+) seconds.*/\2 \1/p' "$1" | sort -rn | head -n 10
