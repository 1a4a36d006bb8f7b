#!/usr/bin/env bash
# Opens the window, with the demo clip if there is no camera. If no window can be shown, the
# program reports why, and the same engine processes the demo clip without a window.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
maskapp=.venv/bin/maskapp

# The exit code 2 of the window alone does not tell: a data folder that cannot be used has it too.
can_show_window() {
    .venv/bin/python - 2>/dev/null <<'END'
from maskapp.gui.startup.display_check import require_display
require_display()
import maskapp.gui.startup.app
END
}

source=()
"$maskapp" cameras | grep -q '^[0-9]' || source=(--demo)
status=0
# The Bash of macOS takes an empty array for an unset variable.
"$maskapp" gui ${source[@]+"${source[@]}"} || status=$?
if [ "$status" != 2 ] || can_show_window; then
    exit "$status"
fi

echo "Processing the demo clip without a window instead."
mkdir -p out
"$maskapp" detect demo --output out/demo_annotated.mp4 --report out/demo_report.jsonl
echo "Annotated clip: out/demo_annotated.mp4; report: out/demo_report.jsonl"
