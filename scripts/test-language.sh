#!/bin/bash
# Documents and texts of the tool contain no phrase of scripts/language.txt.
# usage: scripts/test-language.sh [docs|sources|all]
set -euo pipefail
cd "$(dirname "$0")/.."

exec python3 scripts/check-language.py "${1:-all}"
