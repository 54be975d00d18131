#!/bin/bash
# Links between documents, and files, make targets and modules that documents name, exist.
set -euo pipefail
cd "$(dirname "$0")/.."

failed=0
links=0
# shellcheck disable=SC2016 # the backticks are Markdown
while read -r document; do
    folder=$(dirname "$document")
    while read -r link; do
        links=$((links + 1))
        [[ -e $folder/${link%%#*} ]] && continue
        echo "error: $document links to $link, which does not exist" >&2
        failed=1
    done < <(grep -oE '\]\([^):]+\)' "$document" | sed -E 's/^\]\(|\)$//g' | grep -v '^#')
    while read -r path; do
        # An ellipsis or a placeholder stands for any name.
        path=$(sed -E 's/…|<[A-Za-z]+>/*/g' <<<"$path")
        compgen -G "$path" >/dev/null && continue
        echo "error: $document names $path, which does not exist" >&2
        failed=1
    done < <(grep -oE '`(Sources|Tests|Fuzz|scripts|docs|deploy|packaging)/[^` ]+`' "$document" | tr -d '`')
done < <(git ls-files '*.md' | grep -v '^docs/checks/')
[[ $links -gt 0 ]] || { echo 'error: no links were found: the pattern is out of date' >&2; exit 1; }

# Workflows and documents use existing make targets.
while read -r target; do
    grep -qE "^$target:" Makefile || { echo "error: there is no make target $target" >&2; failed=1; }
done < <(git ls-files .github .ci '*.md' | xargs grep -hoE '(run: |^ +|`|^)make( [a-z-]+)+' | sed -E 's/.*make //' | tr ' ' '\n' | sort -u)

# Every target is in the list of modules.
while read -r target; do
    grep -q "\`$target\`" ARCHITECTURE.md || { echo "error: ARCHITECTURE.md does not list the target $target" >&2; failed=1; }
done < <(grep -oE '\bname: "[^"]+"' Package.swift | cut -d '"' -f 2 | grep -vE '(Tests|TestSupport|generate-pages|kubelb-fuzz)$')
exit "$failed"
