#!/bin/bash
# Output shown in the documents is the expected output of a test. A block after a comment `output: NAME` shows
# Tests/CommandsTests/Golden/NAME.txt below its first line, the command.
# usage: scripts/test-outputs.sh [--update]; --update rewrites the blocks
set -euo pipefail
cd "$(dirname "$0")/.."

exec python3 scripts/check-outputs.py "$@"
