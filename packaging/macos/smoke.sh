#!/usr/bin/env bash
# Tries a disk image: smoke.sh DMG. The app is copied to a folder with a blank in its name, judges
# the demo clip, opens its window, records what it does in its log, and ends in order.
set -euo pipefail

work=$(mktemp -d)
mounted=$work/image
trap 'hdiutil detach "$mounted" -quiet || true; rm -rf "$work"' EXIT

hdiutil attach "$1" -nobrowse -readonly -mountpoint "$mounted" -quiet
mkdir "$work/My Programs"
cp -R "$mounted/Maskapp.app" "$work/My Programs/"
app="$work/My Programs/Maskapp.app"
maskapp="$app/Contents/MacOS/maskapp"

plutil -lint "$app/Contents/Info.plist"
plutil -extract NSCameraUsageDescription raw "$app/Contents/Info.plist"
codesign --verify --deep --strict "$app"
"$maskapp" --version
"$maskapp" detect demo --output "$work/demo.mp4" --report "$work/demo.jsonl"
test "$(wc -l <"$work/demo.jsonl")" -gt 300
test -s "$work/demo.mp4"
# The processes of --jobs are the packaged program once more.
faces=$(cd "$(dirname "${BASH_SOURCE[0]}")/../../resources/trial_faces" && pwd)
"$maskapp" detect "$faces" --jobs 2 --report "$work/faces.jsonl"
test "$(wc -l <"$work/faces.jsonl")" -eq 12

"$maskapp" gui --demo --data-dir "$work/data" &
window=$!
sleep 15
kill -TERM "$window"
status=0
wait "$window" || status=$?
cat "$work/data/logs/maskapp.log"
test "$status" = 143
grep -q "Maskapp ends" "$work/data/logs/maskapp.log"
