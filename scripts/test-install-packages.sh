#!/bin/bash
# install-packages.sh asks a person on a terminal before it installs packages, and nobody else.
set -euo pipefail
cd "$(dirname "$0")/.."

directory=$(mktemp -d)
trap 'rm -rf "$directory"' EXIT
# A system on which every library is missing, and whose apt-get only records that it was called.
printf '#!/bin/sh\n' | tee "$directory/dpkg-query" >"$directory/sudo"
printf '#!/bin/sh\necho 0\n' >"$directory/id"
printf '#!/bin/sh\necho "$@" >>"%s/installed"\n' "$directory" >"$directory/apt-get"
chmod +x "$directory"/*
export PATH=$directory:$PATH
unset CI

fail() {
    echo "error: $*" >&2
    cat "$directory/output" >&2
    exit 1
}

# usage: expect NUMBER-OF-CALLS WORDS; what the run before has done
expect() {
    local calls=0
    [[ -e $directory/installed ]] && calls=$(wc -l <"$directory/installed")
    [[ $calls -eq $1 ]] || fail "$2: apt-get was called $calls times, not $1 times"
    rm -f "$directory/installed"
}

# usage: on_terminal ANSWER; runs it on a pseudo-terminal
on_terminal() {
    script --quiet --return --command scripts/install-packages.sh /dev/null <<<"$1" >"$directory/output" 2>&1
}

if on_terminal n; then fail 'a declined installation ends with status 0'; fi
grep -q 'Install .*libyaml-dev.*\[Y/n\]' "$directory/output" || fail 'no question on a terminal'
grep -q 'apt-get install' "$directory/output" || fail 'no command is printed after a declined installation'
expect 0 declined
on_terminal '' || fail 'an accepted installation fails'
expect 2 accepted
scripts/install-packages.sh </dev/null >"$directory/output" 2>&1 || fail 'the installation without a terminal fails'
expect 2 'without a terminal'
CI=true on_terminal n || fail 'the installation in CI fails'
expect 2 'in CI'
