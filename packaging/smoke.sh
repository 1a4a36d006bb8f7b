#!/usr/bin/env bash
# Tries a package in a bare Debian 12, as a user who is not root, without Python and network:
#     sudo packaging/smoke.sh FILE.deb | FILE.tar.gz | FOLDER.AppDir
# WINDOW_S and DEMO_S are the seconds after which the window and the first labels must be there;
# on a busy computer, state more. WORK is the folder for the systems (build/smoke).
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
package=$(realpath "$1")
export WINDOW_S=${WINDOW_S:-1.5} DEMO_S=${DEMO_S:-3}
work=${WORK:-$here/../build/smoke}
mkdir -p "$work"
work=$(cd "$work" && pwd)
bare=$work/bookworm root=$work/run.$$
# shellcheck source=packaging/linux/smoke_steps.sh
source "$here/linux/smoke_steps.sh"

# The libraries that each desktop has, for packages without a package manager.
desktop=(libgl1 libegl1 libx11-6 libx11-xcb1 libxcb1 libfontconfig1 libfreetype6 libexpat1)

if [ ! -d "$bare" ]; then
    say "making a bare Debian 12"
    debootstrap --variant=minbase bookworm "$bare.new" >"$work/debootstrap.log"
    mv "$bare.new" "$bare"
fi
mkdir -p "$root" "$work/archives"
trap clean_up EXIT
cp -a "$bare/." "$root"
mount_for_packages

case $package in
*.deb)
    cp "$package" "$root/tmp/maskapp.deb"
    inside apt-get -qq update
    inside env DEBIAN_FRONTEND=noninteractive \
        apt-get install -qq -y --no-install-recommends /tmp/maskapp.deb >"$work/apt.log" 2>&1
    program=/usr/bin/maskapp
    ;;
*)
    inside apt-get -qq update
    inside apt-get install -qq -y --no-install-recommends "${desktop[@]}" >"$work/apt.log" 2>&1
    ;;
esac
make_user
place='/home/Käthe Groß/Programme & Spiele'
case $package in
*.tar.gz)
    mkdir "$root$place"
    tar -xzf "$package" -C "$root$place"
    program=$(cd "$root" && echo ".$place"/maskapp-*/maskapp)
    program=${program#.}
    ;;
*.AppDir)
    mkdir "$root$place"
    cp -a "$package" "$root$place"
    program="$place/$(basename "$package")/AppRun"
    ;;
esac

cp "$here"/../models/mask_detector.{keras,tflite} "$root/home/Käthe Groß/"
say "$(basename "$package"), with $program"
try_command_line
try_window
try_web_server
try_read_only_home
case $package in
*.deb) try_upgrade_and_removal ;;
*) try_removal_of_folder ;;
esac
say "passed: $(basename "$package")"
