#!/bin/bash
# Installs the system packages that are missing; says which when it cannot.
# usage: scripts/install-packages.sh [--with-tests]
set -euo pipefail

# libyaml is linked; libcurl is loaded at run time, and its headers are built against.
libraries=(libyaml-dev libcurl4-openssl-dev)
programs=(make pkg-config)
# The tests ask the sandbox's servers with curl, too, compare reports with Python, type into shells and check manual pages
# and documents.
if [[ ${1-} == --with-tests ]]; then
    programs+=(curl python3 zsh fish mandoc)
    libraries+=(dpkg-dev python3-jsonschema python3-yaml)
fi

fail() {
    echo "error: $1" >&2
    echo "hint: $2" >&2
    exit 1
}

missing=()
for program in "${programs[@]}"; do
    command -v "$program" >/dev/null || missing+=("$program")
done

if ! command -v dpkg-query >/dev/null; then
    # Not Debian or Ubuntu: the packages have other names there, so only look whether the build would find them.
    [[ ${#missing[@]} -eq 0 ]] || fail "missing: ${missing[*]}" "install them with your package manager"
    pkg-config --exists yaml-0.1 || fail "libyaml is missing" "install libyaml with its headers with your package manager"
    exit 0
fi

for library in "${libraries[@]}"; do
    status=$(dpkg-query --show --showformat='${db:Status-Status}' "$library" 2>/dev/null || true)
    [[ $status == installed ]] || missing+=("$library")
done
[[ ${#missing[@]} -gt 0 ]] || exit 0

command="apt-get update && apt-get install --yes --no-install-recommends ${missing[*]}"
if [[ $(id -u) -eq 0 ]]; then
    as_root=(env DEBIAN_FRONTEND=noninteractive)
elif command -v sudo >/dev/null; then
    as_root=(sudo env DEBIAN_FRONTEND=noninteractive)
else
    fail "missing packages: ${missing[*]}, and neither root nor sudo to install them" "as root: $command"
fi

echo "installing ${missing[*]}"
"${as_root[@]}" apt-get update --quiet \
    && "${as_root[@]}" apt-get install --quiet --yes --no-install-recommends "${missing[@]}" \
    || fail "could not install ${missing[*]}" "as root: $command"
