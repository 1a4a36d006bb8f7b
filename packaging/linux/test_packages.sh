#!/usr/bin/env bash
# Checks the packages that `make package` has made: their files, then each in a bare Debian 12.
# Needs root, and: apt-get install debootstrap lintian desktop-file-utils appstream xvfb xdotool
#     x11-utils imagemagick
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
version=$(sed -n 's/^__version__ = "\(.*\)"$/\1/p' maskapp/__init__.py)
deb=dist/maskapp_${version}_amd64.deb
share=dist/Maskapp.AppDir/usr/share

desktop-file-validate "$share/applications/maskapp.desktop"
appstreamcli validate --no-net --explain "$share"/metainfo/*.metainfo.xml
lintian --fail-on error "$deb"
for package in "$deb" "dist/maskapp-$version-linux-x86_64.tar.gz" dist/Maskapp.AppDir; do
    packaging/smoke.sh "$package"
done
