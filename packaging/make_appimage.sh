#!/usr/bin/env bash
# Makes an AppImage from an AppDir: make_appimage.sh APPDIR APPIMAGE
#
# It downloads appimagetool and the start code of AppImages, both of fixed versions.
set -euo pipefail

app_dir=$(realpath "$1")
app_image=$(realpath --canonicalize-missing "$2")
releases=https://github.com/AppImage
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

download() { curl --fail --silent --show-error --location --retry 3 --output "$2" "$1"; }

download $releases/appimagetool/releases/download/1.9.1/appimagetool-x86_64.AppImage tool
download $releases/type2-runtime/releases/download/20251108/runtime-x86_64 runtime
sha256sum --check --quiet <<'SUMS'
ed4ce84f0d9caff66f50bcca6ff6f35aae54ce8135408b3fa33abfc3cb384eb0  tool
2fca8b443c92510f1483a883f60061ad09b46b978b2631c807cd873a47ec260d  runtime
SUMS
chmod +x tool
# Unpacked first: a runner has no FUSE. The metadata was validated when the AppDir was made.
ARCH=x86_64 ./tool --appimage-extract-and-run --no-appstream --runtime-file runtime \
    "$app_dir" "$app_image"
