#!/bin/bash
# Installs the program, its completions and its manual pages under a prefix, for `make install` and the packages.
# usage: [STRIP=1] scripts/install-files.sh PROGRAM PREFIX [DESTDIR]
set -euo pipefail

program=$1
prefix=$2
destination=${3-}

[[ $prefix == /* ]] || { echo "error: PREFIX is not an absolute path: $prefix" >&2; exit 2; }
[[ -x $program ]] || { echo "error: $program does not exist" >&2; echo 'hint: run make release' >&2; exit 2; }
root=$destination$prefix

# usage: put MODE FILE TARGET
put() {
    install -D -m "$1" "$2" "$root/$3"
}

put 755 "$program" bin/kubelb-ctl
# Stripping halves the size. It also removes everything that depends on the directory of the build.
if [[ -n ${STRIP-} ]] && command -v strip >/dev/null; then
    strip --strip-all --remove-section=.comment --remove-section=.swift_modhash "$root/bin/kubelb-ctl"
fi
ln -sfn kubelb-ctl "$root/bin/kubectl-kubelb_ctl"
put 755 completions/kubectl_complete-kubelb_ctl bin/kubectl_complete-kubelb_ctl
# Each shell finds the script by the name of the command.
put 644 completions/kubelb-ctl.bash share/bash-completion/completions/kubelb-ctl
ln -sfn kubelb-ctl "$root/share/bash-completion/completions/kubectl-kubelb_ctl"
put 644 completions/kubelb-ctl.zsh "${ZSH_DIRECTORY:-share/zsh/site-functions}/_kubelb-ctl"
put 644 completions/kubelb-ctl.fish share/fish/vendor_completions.d/kubelb-ctl.fish
for page in man/kubelb-ctl*.[1-8]; do put 644 "$page" "share/man/man${page##*.}/${page##*/}"; done
