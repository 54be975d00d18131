#!/bin/bash
# Installs the missing system packages, or prints which ones to install. Asks first if a person runs it on a terminal.
# usage: scripts/install-packages.sh [--with-tests]
set -euo pipefail

# libyaml is linked; libcurl is loaded at run time, but building needs its headers.
libraries=(libyaml-dev libcurl4-openssl-dev)
programs=(make pkg-config)
# The tests also query the sandbox's servers with curl, validate reports with Python and jq, drive shells, terminals and a
# browser, lint scripts and manual pages, and build packages.
if [[ ${1-} == --with-tests ]]; then
    programs+=(curl jq python3 zsh fish mandoc shellcheck tmux)
    libraries+=(dpkg-dev rpm python3-jsonschema python3-yaml)
    # Ubuntu has no package of a browser.
    if ! command -v chromium chromium-browser google-chrome >/dev/null && grep -qs '^ID=debian$' /etc/os-release; then
        libraries+=(chromium fonts-dejavu-core)
    fi
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
    # Not Debian or Ubuntu: package names differ, so only check that the build finds what it needs.
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
    fail "missing packages: ${missing[*]}; installing them needs root or sudo" "as root: $command"
fi

if [[ -t 0 && -t 2 && ${CI-} != true ]]; then
    # Not a person after all if there is no answer in five minutes.
    read -rt 300 -p "Install ${missing[*]} with apt-get? [Y/n] " answer || answer=n
    [[ $answer != [nN]* ]] || fail "missing packages: ${missing[*]}" "as root: $command"
fi
echo "installing ${missing[*]}"
if ! { "${as_root[@]}" apt-get update --quiet \
    && "${as_root[@]}" apt-get install --quiet --yes --no-install-recommends "${missing[@]}"; }; then
    fail "could not install ${missing[*]}" "as root: $command"
fi
