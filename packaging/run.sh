#!/usr/bin/env bash
# Opens the window, with the demo clip where there is no camera. Where no window can be shown,
# the program says why, and the demo clip goes through the same engine without one.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
maskapp=.venv/bin/maskapp

source=()
"$maskapp" cameras | grep -q '^[0-9]' || source=(--demo)
status=0
"$maskapp" gui "${source[@]}" || status=$?
[ "$status" = 2 ] || exit "$status"

echo "So the demo clip goes through the engine without a window."
mkdir -p out
"$maskapp" detect demo --output out/demo_annotated.mp4 --report out/demo_report.jsonl
echo "The annotated clip is out/demo_annotated.mp4, the report out/demo_report.jsonl."
