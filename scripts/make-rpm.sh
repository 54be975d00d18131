#!/bin/bash
# Builds an RPM package of the released program. Its dependencies are read from the program.
# usage: scripts/make-rpm.sh PROGRAM DIRECTORY
set -euo pipefail

. "$(dirname "$0")/source-date.sh"
program=$1
directory=$2
command -v rpmbuild >/dev/null || {
    echo 'error: rpmbuild not found' >&2
    echo 'hint: install the package rpm (Debian, Ubuntu) or rpm-build (Fedora)' >&2
    exit 2
}

version=$("$program" version | awk '{ print $2 }')
stage=$(mktemp -d)
trap 'rm -rf "$stage"' EXIT

STRIP=1 scripts/install-files.sh "$program" /usr "$stage/root"
find "$stage/root/usr/share/man" -type f -exec gzip -9n {} +
install -D -m 644 -t "$stage/root/usr/share/doc/kubelb-ctl" CHANGELOG.md README.md
install -D -m 644 -t "$stage/root/usr/share/licenses/kubelb-ctl" LICENSE
rpmbuild -bb --quiet --noclean --define "_topdir $stage/rpm" --define "_rpmdir $stage/packages" \
    --define "tool_version $version" --define "stage $stage/root" packaging/kubelb-ctl.spec >"$stage/log" 2>&1 \
    || { cat "$stage/log" >&2; exit 1; }
mkdir -p "$directory"
package=$(find "$stage/packages" -name '*.rpm')
mv "$package" "$directory/"
echo "$directory/${package##*/}"
