#!/bin/bash
# make install, the tarball, the Debian package (in a separate root) and the RPM package install all files, and the program runs
# from there. Removing the Debian package removes everything. The same program always makes the same packages.
set -euo pipefail

program=$CLIENT_BIN/kubelb-ctl
directory=$(mktemp -d)
trap 'rm -rf "$directory"' EXIT

fail() {
    echo "error: $*" >&2
    exit 1
}

# The runtime is linked in, and libstdc++ if there is an archive; only these libraries are needed (libcurl is loaded on demand).
scripts/static-archives.sh "$directory/static"
shared='libc|libm|libyaml-0|ld-linux[a-z0-9-]*'
[[ -e $directory/static/libstdc++.a ]] || shared+='|libstdc\+\+'
objdump -p "$program" | awk '/NEEDED/ { print $2 }' \
    | grep -vE "^($shared)\.so" >"$directory/needed" || true
[[ ! -s $directory/needed ]] || fail "the program needs $(tr '\n' ' ' <"$directory/needed")"

# usage: check ROOT ZSH-DIRECTORY MANUAL-SUFFIX; checks that all files exist and the program runs
check() {
    local file
    for file in bin/kubelb-ctl bin/kubectl-kubelb_ctl bin/kubectl_complete-kubelb_ctl \
        share/bash-completion/completions/kubelb-ctl "$2/_kubelb-ctl" share/fish/vendor_completions.d/kubelb-ctl.fish \
        "share/man/man1/kubelb-ctl.1$3" "share/man/man1/kubelb-ctl-status.1$3" "share/man/man5/kubelb-ctl-config.5$3" \
        "share/man/man7/kubelb-ctl-checks.7$3"; do
        [[ -f $1/$file ]] || fail "$1 lacks $file"
    done
    "$1/bin/kubectl-kubelb_ctl" version >"$directory/version" || fail "$1: the program does not run"
    "$1/bin/kubelb-ctl" status -A --from-bundle Tests/Recorded/01-healthy | grep -qF '5/5 Routed' \
        || fail "$1: the program does not work"
    [[ $(PATH=$1/bin:$PATH "$1/bin/kubectl_complete-kubelb_ctl" versio | cut -f 1 | tr '\n' ' ') == 'version :4 ' ]] \
        || fail "$1: kubectl completes nothing"
    [[ -z $(find "$1" -perm /022 ! -type l) ]] || fail "$1: installed files are writable by others"
}

umask 022
scripts/install-files.sh "$program" /opt/tools "$directory/destination"
check "$directory/destination/opt/tools" share/zsh/site-functions ''
if scripts/install-files.sh "$program" relative "$directory/destination" 2>/dev/null; then fail 'a relative PREFIX is accepted'; fi

tarball=$(scripts/make-dist.sh "$program" "$directory/dist")
mkdir "$directory/unpacked"
tar --extract --gzip --file "$tarball" --directory "$directory/unpacked"
check "$directory/unpacked/$(basename "$tarball" .tar.gz)" share/zsh/site-functions ''
# In a release, what depends on the directory of the build is stripped.
if grep -aqF "$PWD" "$directory/unpacked/$(basename "$tarball" .tar.gz)/bin/kubelb-ctl"; then
    fail "the packaged program contains the directory of its build, $PWD"
fi

# The version contains the commit if the build had one.
if [[ -n ${KUBELB_CTL_COMMIT-} ]]; then
    grep -qF "$KUBELB_CTL_COMMIT" "$directory/version" || fail 'the version lacks the commit'
fi

# Again from a copy of the sources in another directory, whose files are newer and have other permissions.
formats=(dist)
if command -v dpkg-shlibdeps >/dev/null; then formats+=(deb); fi
if command -v rpmbuild >/dev/null; then formats+=(rpm); else echo 'no rpmbuild: skipping the RPM package'; fi
mkdir -p "$directory/longer/copy"
git ls-files -z | tar --create --null --files-from=- | (umask 077 && tar --extract --touch --no-same-permissions \
    --directory "$directory/longer/copy")
SOURCE_DATE_EPOCH=$(git log -1 --format=%ct)
export SOURCE_DATE_EPOCH
for format in "${formats[@]}"; do
    "scripts/make-$format.sh" "$program" "$directory/dist" >/dev/null
    (cd "$directory/longer/copy" && umask 027 && TZ=Asia/Tokyo "scripts/make-$format.sh" "$program" "$directory/again" >/dev/null)
done
diff --recursive "$directory/dist" "$directory/again" || fail 'the packages are not reproducible'

if [[ " ${formats[*]} " == *' rpm '* ]]; then
    package=$(scripts/make-rpm.sh "$program" "$directory/dist")
    rpm --query --requires --package "$package" >"$directory/requires" 2>/dev/null
    grep -qF libc.so.6 "$directory/requires" || fail 'the RPM package does not require glibc'
    if grep '^/' "$directory/requires"; then fail 'the RPM package requires a program'; fi
    rpm --query --recommends --package "$package" 2>/dev/null | grep -q libcurl || fail 'the RPM package does not recommend libcurl'
    cp "$package" "$directory/package.rpm"
    rpm2archive "$directory/package.rpm"
    mkdir "$directory/rpm"
    tar --extract --gzip --file "$directory/package.rpm.tgz" --directory "$directory/rpm"
    check "$directory/rpm/usr" share/zsh/site-functions .gz
fi

[[ " ${formats[*]} " == *' deb '* ]] || { echo 'not Debian: skipping the Debian package'; exit 0; }
package=$(scripts/make-deb.sh "$program" "$directory/dist")
dpkg-deb --field "$package" Depends | grep -qF libc6 || fail 'the package does not depend on libc6'
dpkg-deb --field "$package" Recommends | grep -q libcurl4 || fail 'the package does not recommend libcurl'
root=$directory/root
mkdir -p "$root/var/lib/dpkg/info" "$root/var/lib/dpkg/updates"
touch "$root/var/lib/dpkg/status" "$root/var/lib/dpkg/available"
# Dependencies are installed in the system's root, not in this one.
options=(--root="$root" --log=/dev/null --force-not-root --force-depends --force-script-chrootless --no-triggers)
dpkg "${options[@]}" --install "$package" >"$directory/log" 2>&1 || { cat "$directory/log" >&2; fail 'the package cannot be installed'; }
check "$root/usr" share/zsh/vendor-completions .gz
(cd "$root" && md5sum --quiet --check var/lib/dpkg/info/kubelb-ctl.md5sums) || fail 'the checksums do not match the files'
dpkg "${options[@]}" --purge kubelb-ctl >"$directory/log" 2>&1 || { cat "$directory/log" >&2; fail 'the package cannot be removed'; }
left=$(find "$root" -path '*kubelb*' ! -path '*/var/lib/dpkg/*')
[[ -z $left ]] || fail "files remain after removal: $left"
