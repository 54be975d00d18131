#!/bin/bash
# Fuzzes one target from its seeds and the corpus of earlier runs (.build-fuzz/corpus); with 0 seconds it only runs what is
# there. usage: fuzz.sh BINARY TARGET SECONDS
set -euo pipefail

binary=$1 target=$2 seconds=$3
corpus=.build-fuzz/corpus/$target
seeds=.build-fuzz/seeds/$target
found=Fuzz/found/$target
mkdir -p "$corpus" "$seeds" "$found"
# An empty directory of a target that nothing ever broke is not left behind.
trap 'rmdir "$found" 2>/dev/null || true' EXIT
export FUZZ_TARGET=$target
FUZZ_SEEDS=$seeds "$binary"
run=(-max_total_time="$seconds")
if [[ $seconds == 0 ]]; then run=(-runs=0); fi
echo "== $target"
log=.build-fuzz/$target.log
status=0
"$binary" -timeout=5 -rss_limit_mb="${FUZZ_MEMORY_MB:-512}" -max_len=65536 -print_final_stats=1 \
    -artifact_prefix="$found/" "${run[@]}" "$corpus" "$seeds" "$found" >"$log" 2>&1 || status=$?
grep -E '^(stat::|SUMMARY|failure:|artifact_prefix)|ERROR: ' "$log" || true
exit "$status"
