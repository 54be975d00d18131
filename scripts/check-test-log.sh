#!/bin/bash
# Succeeds only if Swift Testing reports that tests ran and passed, and no sanitizer reports a problem.
# Prints the slowest suites: by themselves if the run wrote an event stream to LOG with the suffix .events, as with
# --event-stream-version 0 --event-stream-output-path LOG.events.
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
if [ -s "$1.events" ]; then
    echo 'slowest suites, in seconds:'
    python3 "$(dirname "$0")/slowest-suites.py" "$1.events"
else
    echo 'slowest suites, in seconds, including the time in which they waited for their turn:'
    sed -nE 's/.*Suite "?([^"]*)"? passed after ([0-9.]+) seconds.*/\2 \1/p' "$1" | sort -rn | head -n 10
fi
