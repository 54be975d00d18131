#!/bin/bash
# Makes a Debian package of the released program. What it depends on is read from the program itself.
# usage: scripts/make-deb.sh PROGRAM DIRECTORY
set -euo pipefail

program=$1
directory=$2
for tool in dpkg-deb dpkg-shlibdeps; do
    command -v "$tool" >/dev/null && continue
    echo "error: no $tool" >&2
    echo 'hint: on Debian and Ubuntu: apt-get install dpkg-dev' >&2
    exit 2
done

version=$("$program" version | awk '{ print $2 }')
architecture=$(dpkg --print-architecture)
stage=$(mktemp -d)
trap 'rm -rf "$stage"' EXIT
root=$stage/kubelb-ctl

ZSH_DIRECTORY=share/zsh/vendor-completions scripts/install-files.sh "$program" /usr "$root"
if command -v strip >/dev/null; then strip --strip-all --remove-section=.comment "$root/usr/bin/kubelb-ctl"; fi
find "$root/usr/share/man" -type f -exec gzip -9n {} +
documents=$root/usr/share/doc/kubelb-ctl
install -D -m 644 CHANGELOG.md "$documents/changelog"
gzip -9n "$documents/changelog"
install -m 644 LICENSE "$documents/copyright"

# dpkg-shlibdeps wants the control file of a source package beside it.
mkdir "$stage/debian" "$root/DEBIAN"
printf 'Source: kubelb-ctl\nPackage: kubelb-ctl\nArchitecture: any\n' >"$stage/debian/control"
depends=$(cd "$stage" && dpkg-shlibdeps -O "$root/usr/bin/kubelb-ctl" 2>/dev/null | sed -n 's/^shlibs:Depends=//p')
[[ -n $depends ]] || { echo 'error: dpkg-shlibdeps names no dependency' >&2; exit 1; }

# libcurl is loaded at the first request, so the program itself does not name it; offline everything works without.
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
Description: diagnoses Services of KubeLB without an address or traffic
 kubelb-ctl tells why a Kubernetes Service of type LoadBalancer that KubeLB should
 serve has no address, or has one and answers nobody. It looks at the tenant
 cluster and at the management cluster together, and names the first thing that
 is broken, the evidence for it, and the commands that mend it.
END
(cd "$root" && find usr -type f -printf '%P\n' | sort | sed 's|^|usr/|' | xargs md5sum >DEBIAN/md5sums)
mkdir -p "$directory"
package=$directory/kubelb-ctl_${version}_$architecture.deb
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || echo 0)} \
    dpkg-deb --root-owner-group --build "$root" "$package" >/dev/null
echo "$package"
