#!/bin/bash
# Builds a Debian package of the released program. Its dependencies are read from the program.
# usage: scripts/make-deb.sh PROGRAM DIRECTORY
set -euo pipefail

. "$(dirname "$0")/source-date.sh"
program=$1
directory=$2
for tool in dpkg-deb dpkg-shlibdeps; do
    command -v "$tool" >/dev/null && continue
    echo "error: $tool not found" >&2
    echo 'hint: on Debian and Ubuntu: apt-get install dpkg-dev' >&2
    exit 2
done

version=$("$program" version | awk '{ print $2 }')
architecture=$(dpkg --print-architecture)
stage=$(mktemp -d)
trap 'rm -rf "$stage"' EXIT
root=$stage/kubelb-ctl

STRIP=1 ZSH_DIRECTORY=share/zsh/vendor-completions scripts/install-files.sh "$program" /usr "$root"
find "$root/usr/share/man" -type f -exec gzip -9n {} +
documents=$root/usr/share/doc/kubelb-ctl
install -D -m 644 CHANGELOG.md "$documents/changelog"
gzip -9n "$documents/changelog"
install -m 644 LICENSE "$documents/copyright"

# dpkg-shlibdeps needs the control file of a source package.
mkdir "$stage/debian" "$root/DEBIAN"
printf 'Source: kubelb-ctl\nPackage: kubelb-ctl\nArchitecture: any\n' >"$stage/debian/control"
depends=$(cd "$stage" && dpkg-shlibdeps -O "$root/usr/bin/kubelb-ctl" 2>/dev/null | sed -n 's/^shlibs:Depends=//p')
[[ -n $depends ]] || { echo 'error: dpkg-shlibdeps reports no dependencies' >&2; exit 1; }

# libcurl is loaded at the first request, so it is not linked; bundles can be diagnosed without it.
cat >"$root/DEBIAN/control" <<END
Package: kubelb-ctl
Version: $version
Architecture: $architecture
Maintainer: The kubelb-ctl authors <kubelb-ctl@localhost>
Installed-Size: $(du -sk --apparent-size "$root/usr" | cut -f 1)
Depends: $depends
Recommends: libcurl4 | libcurl4t64, ca-certificates
Section: admin
Priority: optional
Description: diagnoses KubeLB Services that have no address or carry no traffic
 kubelb-ctl finds out why a Kubernetes Service of type LoadBalancer that is served
 by KubeLB has no external IP, or has one but does not respond. It reads the tenant
 cluster and the management cluster, and prints the root cause, the evidence, and
 the commands that fix it.
END
(cd "$root" && find usr -type f -printf '%P\n' | sort | sed 's|^|usr/|' | xargs md5sum >DEBIAN/md5sums)
mkdir -p "$directory"
package=$directory/kubelb-ctl_${version}_$architecture.deb
dpkg-deb --root-owner-group --build "$root" "$package" >/dev/null
echo "$package"
