#!/bin/bash
# Prints the address of the repository that this one was cloned from, https://HOST/OWNER/NAME; nothing if that is a directory.
# usage: scripts/repository-address.sh [REMOTE]
set -euo pipefail

remote=${1-$(git remote get-url origin 2>/dev/null || true)}
case $remote in
    https://*/*/*) address=${remote#https://} ;;
    ssh://*/*/*) address=${remote#ssh://} ;;
    [!/.]*@*:*/*) address=${remote/://} ;;
    *) exit 0 ;;
esac
# Without credentials and ports.
[[ ${address%%/*} != *@* ]] || address=${address#*@}
host=${address%%/*}
path=${address#*/}
path=${path%/}
echo "https://${host%%:*}/${path%.git}"
