#!/usr/bin/env bash
# Opens the window, with the demo clip if there is no camera. If no window can be shown, the
# program reports why, and the same engine processes the demo clip without a window.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
maskapp=.venv/bin/maskapp

source=()
"$maskapp" cameras | grep -q '^[0-9]' || source=(--demo)
status=0
# The Bash of macOS takes an empty array for an unset variable.
"$maskapp" gui ${source[@]+"${source[@]}"} || status=$?
[ "$status" = 2 ] || exit "$status"

echo "Processing the demo clip without a window instead."
mkdir -p out
"$maskapp" detect demo --output out/demo_annotated.mp4 --report out/demo_report.jsonl
echo "Annotated clip: out/demo_annotated.mp4; report: out/demo_report.jsonl"
