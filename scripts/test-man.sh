#!/bin/bash
# The manual pages pass a linter, every subcommand has one, and each documents every option in --help.
set -euo pipefail

client=$CLIENT_BIN/kubelb-ctl
directory=$(mktemp -d)
trap 'rm -rf "$directory"' EXIT

fail() {
    echo "error: $*" >&2
    exit 1
}

# A page with an unknown macro proves that the linter can fail.
printf '.TH X 1 2026-11-23\n.SH NAME\nx \\- y\n.XX z\n' >"$directory/bad.1"

lint() {
    if command -v mandoc >/dev/null; then
        mandoc -T lint -W warning "$1"
    else
        local said
        said=$(groff -ww -man -Tutf8 -z "$1" 2>&1)
        [[ -z $said ]] || { echo "$said"; return 1; }
    fi
}

text() {
    if command -v mandoc >/dev/null; then mandoc -T ascii -O width=200 "$1"; else groff -man -Tascii -P-c -rLL=200n "$1"; fi \
        | sed 's/.\x08//g'
}

! lint "$directory/bad.1" >/dev/null 2>&1 || fail 'the linter accepts an unknown macro'
for page in man/*; do
    lint "$page" || fail "$page does not pass the linter"
    text "$page" >"$directory/page"
    for heading in NAME DESCRIPTION 'SEE ALSO'; do
        grep -qx "$heading" "$directory/page" || fail "$page lacks $heading"
    done
done

# usage: check_options PAGE WORD…; checks that the page contains each option of the help
check_options() {
    local option
    text "$1" >"$directory/page"
    "$client" "${@:2}" --help | sed -n '/ptions:$/,$p' | grep -oE '^ +(-., )?--[][a-z-]+' | grep -oE -- '--.*' \
        >"$directory/options"
    [[ -s $directory/options ]] || fail "the help of ${*:2} has no options"
    while read -r option; do
        grep -qF -- "$option" "$directory/page" || fail "$1 lacks $option"
    done <"$directory/options"
}

check_options man/kubelb-ctl.1
"$client" --help | sed -n '/ommands:$/,/^$/p' | grep -oE '^  [a-z-]+' >"$directory/commands"
[[ -s $directory/commands ]] || fail 'the help lists no commands'
while read -r command; do
    [[ -f man/kubelb-ctl-$command.1 ]] || fail "$command has no page"
    # Its help lists the options of the others, which their pages document.
    [[ $command == options ]] || check_options "man/kubelb-ctl-$command.1" "$command"
done <"$directory/commands"

"$client" checks -o name >"$directory/codes"
while read -r code; do
    grep -qF "${code//-/\\-}" man/kubelb-ctl-checks.7 || fail "kubelb-ctl-checks(7) lacks $code"
    [[ -f docs/checks/$code.md ]] || fail "docs/checks lacks $code"
done <"$directory/codes"
