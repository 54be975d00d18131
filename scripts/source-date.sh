# Makes packages the same everywhere: sets SOURCE_DATE_EPOCH, the time of every file in them, to the time of the commit. Sourced
# by other scripts.
# shellcheck shell=bash
export SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || echo 0)}
# Names are sorted in the same order everywhere.
export LC_ALL=C
# Directories are readable in every package, and dpkg-deb requires it.
umask 022
