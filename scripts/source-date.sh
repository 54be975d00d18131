# Sets SOURCE_DATE_EPOCH, the time of every file in a package, to the time of the commit; sourced by other scripts.
# shellcheck shell=bash
export SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || echo 0)}
# Names are sorted in the same order everywhere.
export LC_ALL=C
