#!/bin/bash
# Fuzzes one target from its seeds and the corpus of earlier runs (.build-fuzz/corpus). With 0 seconds, runs the seeds, the found
# inputs and at most 200 inputs of the corpus once, and generates no new ones.
# usage: fuzz.sh BINARY TARGET SECONDS
set -euo pipefail

binary=$1 target=$2 seconds=$3
corpus=.build-fuzz/corpus/$target
seeds=.build-fuzz/seeds/$target
found=Fuzz/found/$target
mkdir -p "$corpus" "$seeds" "$found"
rm -f "$seeds"/seed-*
sample=$(mktemp -d)
# The directory of a target without found inputs is removed again.
trap 'rm -rf "$sample"; rmdir "$found" 2>/dev/null || true' EXIT
export FUZZ_TARGET=$target
# libFuzzer reports traps. Swift's crash handler copies the stack, which the address sanitizer reports as an error, and may hang.
export SWIFT_BACKTRACE=enable=no
FUZZ_SEEDS=$seeds "$binary"
run=(-max_total_time="$seconds")
if [[ $seconds == 0 ]]; then
    run=(-runs=0)
    # The names are hashes of the inputs, so the first ones are a random sample.
    find "$corpus" -type f -printf '%f\n' | sort | sed -n 1,200p | while read -r input; do
        cp "$corpus/$input" "$sample"
    done
    corpus=$sample
fi
# The time of targets that compute and print everything grows with the input: small inputs find more.
longest=65536
case $target in
    log) longest=1024 ;;
    bundle) longest=2048 ;;
    list | watch) longest=8192 ;;
esac
echo "== $target"
log=.build-fuzz/$target.log
status=0
"$binary" -timeout="${FUZZ_TIMEOUT:-5}" -rss_limit_mb="${FUZZ_MEMORY_MB:-512}" -max_len="$longest" -print_final_stats=1 \
    -artifact_prefix="$found/" "${run[@]}" "$corpus" "$seeds" "$found" >"$log" 2>&1 || status=$?
grep -E '^(stat::|SUMMARY|failure:|artifact_prefix)|ERROR: ' "$log" || true
exit "$status"
