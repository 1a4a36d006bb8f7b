# shellcheck shell=bash
# shellcheck disable=SC2154 # smoke.sh sets root, work, package, place, program and the limits
# The steps of packaging/smoke.sh, in their order.

home='/home/Käthe Groß'

say() { printf 'smoke: %s\n' "$*"; }

fail() {
    say "FAILED: $*"
    [ ! -f "$work/window.log" ] || tail -n 20 "$work/window.log"
    exit 1
}

# The system's package manager works, with the host's network.
mount_for_packages() {
    mount -t proc proc "$root/proc"
    mkdir -p "$root/var/cache/apt/archives" "$root/tmp/.X11-unix"
    mount --bind "$work/archives" "$root/var/cache/apt/archives"
    cp /etc/resolv.conf "$root/etc/resolv.conf"
    [ ! -d /etc/apt/apt.conf.d ] || cp -n /etc/apt/apt.conf.d/*proxy* "$root/etc/apt/apt.conf.d/" 2>/dev/null || true
    mount --bind /dev "$root/dev"
}

inside() { chroot "$root" "$@"; }

make_user() {
    inside useradd --create-home --home-dir "$home" --uid 4711 kaethe
    mkdir -p /tmp/.X11-unix
    mount --bind /tmp/.X11-unix "$root/tmp/.X11-unix"
    ! inside sh -c 'command -v python3' || fail "the system has a Python"
}

# Runs a command as the user, without a network.
as_user() {
    unshare --net -- chroot "$root" /usr/bin/setpriv --reuid=4711 --regid=4711 --clear-groups \
        /usr/bin/env -i "HOME=$home" LANG=C.UTF-8 PATH=/usr/bin:/bin "DISPLAY=${DISPLAY:-}" \
        /bin/sh -c 'cd "$HOME" && exec "$@"' sh "$@"
}

# Expects that a command fails with code 2 and one line that holds a text.
expect_refusal() {
    local text=$1 status=0
    shift
    as_user "$@" >"$work/refusal.out" 2>"$work/refusal.err" || status=$?
    [ "$status" = 2 ] || fail "$* ended with $status: $(head -c 500 "$work/refusal.err")"
    [ "$(wc -l <"$work/refusal.err")" = 1 ] || fail "$* says: $(head -c 500 "$work/refusal.err")"
    grep -qF "$text" "$work/refusal.err" || fail "$* says: $(cat "$work/refusal.err")"
    say "says: $(cut -c 1-150 "$work/refusal.err")"
}

try_command_line() {
    say "$(as_user "$program" --version)"
    as_user "$program" detect demo --output 'Geprüftes Video.mp4' --report bericht.jsonl |
        tee "$work/detect.out"
    [ "$(wc -l <"$root$home/bericht.jsonl")" -gt 300 ] || fail "the report is short"
    as_user "$program" detect 'Geprüftes Video.mp4' --max-frames 20 >/dev/null
    as_user "$program" bench --json bench.json | head -n 4
    try_jobs
    as_user "$program" cameras
    as_user "$program" detect demo --model mask_detector.tflite --max-frames 5 >/dev/null
    say "a user's .tflite works"
    expect_refusal "maskapp convert" "$program" detect demo --model mask_detector.keras
    expect_refusal "maskapp convert" "$program" convert mask_detector.keras mine.tflite
    expect_refusal "pip install" "$program" evaluate faces .
    expect_refusal "pip install" "$program" train --data . --output trained
}

# The processes of --jobs are the packaged program once more, and write the same report.
try_jobs() {
    mkdir "$root$home/Bilder"
    cp "$here"/../resources/trial_faces/*.jpg "$root$home/Bilder"
    as_user "$program" detect Bilder --report allein.jsonl >/dev/null
    as_user "$program" detect Bilder --jobs 2 --report zu-zweit.jsonl >/dev/null
    cmp "$root$home/allein.jsonl" "$root$home/zu-zweit.jsonl" || fail "--jobs changed the report"
    say "two processes wrote the same report of $(wc -l <"$root$home/allein.jsonl") pictures"
}

start_display() {
    local number=97
    while [ -e "/tmp/.X11-unix/X$number" ]; do number=$((number + 1)); done
    Xvfb ":$number" -screen 0 1400x900x24 -nolisten tcp >/dev/null 2>&1 &
    display_pid=$!
    export DISPLAY=:$number
    until xdpyinfo >/dev/null 2>&1; do sleep 0.05; done
}

seconds_since() { awk -v a="$1" -v b="$(date +%s.%N)" 'BEGIN { printf "%.2f", b - a }'; }

is_at_most() { awk -v a="$1" -v b="$2" 'BEGIN { exit !(a <= b) }'; }

# There is no window manager that gives the focus back when a dialog closes.
press() { xdotool windowfocus --sync "$window" key --window "$window" "$1"; }

# Waits for a command to succeed, at most for a time.
wait_for() {
    local limit_s=$1 begin
    shift
    begin=$(date +%s.%N)
    until "$@" >/dev/null 2>&1; do
        is_at_most "$(seconds_since "$begin")" "$limit_s" || fail "waited $limit_s s for: $*"
        sleep 0.1
    done
}

# The seconds from a time until the first snapshot that shows a labelled face was taken.
seconds_to_first_label() {
    as_user "$program" export-log snapshots.json >/dev/null
    python3 - "$1" "$root$home/snapshots.json" <<'PYTHON'
import datetime, json, sys
taken = [
    datetime.datetime.fromisoformat(shot["taken_at"]).timestamp()
    for shot in json.load(open(sys.argv[2], encoding="utf-8"))["snapshots"]
    if shot["faces"]
]
print(f"{min(taken) - float(sys.argv[1]):.2f}")
PYTHON
}
take_snapshots() {
    local _
    for _ in {1..15}; do
        press space
        sleep 0.2
    done
}
snapshots() {
    as_user "$program" export-log snapshots.json >/dev/null
    python3 -c 'import json, sys; print(json.load(open(sys.argv[1]))["snapshots"])' \
        "$root$home/snapshots.json"
}
is_finished_recording() { as_user "$program" detect "Videos/Maskapp/$(recording)" --max-frames 5; }
recording() { ls "$root$home/Videos/Maskapp"; }
has_exports() { compgen -G "$root$home/maskapp-snapshots-*"; }
is_exporting() { xdotool search --onlyvisible --name Export; }
is_not_exporting() { ! is_exporting; }

# Starts the window and waits for it; a second argument says what it shows.
open_window() {
    begin=$(date +%s.%N)
    as_user "$program" "$@" >"$work/window.log" 2>&1 &
    program_pid=$!
    until window=$(xdotool search --onlyvisible --name Maskapp 2>/dev/null | head -n 1) &&
        [ -n "$window" ]; do
        kill -0 "$program_pid" 2>/dev/null || fail "the program ended"
        is_at_most "$(seconds_since "$begin")" 120 || fail "no window"
    done
    took=$(seconds_since "$begin")
    xdotool windowfocus --sync "$window"
}

close_window() {
    local status=0
    press ctrl+q
    wait "$program_pid" || status=$?
    program_pid=
    [ "$status" = 0 ] || fail "the window ended with $status"
    say "window closed with exit code 0"
}

try_window() {
    start_display
    open_window --demo
    say "window with the demo after $took s (at most $WINDOW_S)"
    is_at_most "$took" "$WINDOW_S" || fail "the window is late"
    sleep 3
    import -window root "$work/window.png" || true
    close_window
    # The log does not keep snapshots of the demo, so the same clip follows as a file.
    cp "$here/../resources/demo.mp4" "$root$home/Übung 1.mp4"
    open_window gui 'Übung 1.mp4'
    say "window with a file after $took s"
    take_snapshots
    until took=$(seconds_to_first_label "$begin" 2>/dev/null); do
        is_at_most "$(seconds_since "$begin")" 120 || fail "no labels"
        press ctrl+shift+p # the clip may have ended
        take_snapshots
    done
    say "first labels after $took s (at most $DEMO_S)"
    is_at_most "$took" "$DEMO_S" || fail "the first labels are late"
    press ctrl+shift+p
    sleep 1
    press ctrl+r
    sleep 4
    press ctrl+r
    wait_for 30 is_finished_recording
    say "recorded $(recording)"
    press ctrl+e
    wait_for 10 is_exporting
    xdotool search --onlyvisible --name Export windowfocus --sync key Return
    wait_for 30 has_exports
    xdotool search --onlyvisible --name Export key Escape || true # it may close by itself
    wait_for 10 is_not_exporting
    for format in csv html zip; do as_user "$program" export-log "protokoll.$format" >/dev/null; done
    say "exported $(cd "$root$home" && ls -m -- *.csv *.html *.zip)"
    sleep 1
    close_window
}

# The web server, reached from outside; so it runs with the host's network.
try_web_server() {
    local address=http://127.0.0.1:8917 status=0
    chroot "$root" /usr/bin/setpriv --reuid=4711 --regid=4711 --clear-groups \
        /usr/bin/env -i "HOME=$home" LANG=C.UTF-8 PATH=/usr/bin:/bin \
        "$program" serve --demo --port 8917 >"$work/serve.log" 2>&1 &
    program_pid=$!
    wait_for 60 sh -c "curl -fsS $address/api/state | grep -q '\"state\":\"running\"'"
    curl -fsS "$address/" | grep -q '<title>' || fail "no page at $address"
    curl -fsS --data-binary @"$here/../resources/trial_faces/$(ls "$here/../resources/trial_faces" |
        grep -m1 -E '[.](jpg|png)$')" "$address/api/judge" | grep -q '"faces"' || fail "nothing judged"
    kill -INT "$program_pid"
    wait "$program_pid" || status=$?
    program_pid=
    [ "$status" = 130 ] || fail "the web server ended with $status: $(tail -n 5 "$work/serve.log")"
    say "web server: page, state and picture answered"
}

try_read_only_home() {
    local data="$root$home/.local/share/maskapp"
    mv "$data" "$root$home/kept"
    chmod a-w "$root$home/.local/share"
    expect_refusal "cannot be created" "$program" --demo
    chmod u+w "$root$home/.local/share"
    mv "$root$home/kept" "$data"
}

# Files of the program outside the home folder.
files_left() { find "$root" -xdev -ipath '*maskapp*' -not -path "$root$home/*" -not -path "$root/tmp/*"; }

try_upgrade_and_removal() {
    local before after
    before=$(snapshots | sha256sum)
    dpkg-deb --raw-extract "$package" "$root/tmp/next"
    sed -i 's/^Version: .*/&+next/' "$root/tmp/next/DEBIAN/control"
    dpkg-deb --build -Znone "$root/tmp/next" "$root/tmp/next.deb" >/dev/null
    inside dpkg --install /tmp/next.deb >/dev/null
    after=$(snapshots | sha256sum)
    [ "$before" = "$after" ] || fail "the upgrade changed the snapshots"
    say "upgraded; the snapshots are the same"
    inside "$program" detect demo --max-frames 3 >/dev/null # root, who could write to /opt
    inside dpkg --purge maskapp >/dev/null
    rm -r "$root/root/.local" "$root/root/.cache" 2>/dev/null || true
    inside rm -f /var/lib/apt/lists/*maskapp*
    [ -z "$(files_left)" ] || fail "removing leaves $(files_left | head -n 5)"
    [ -d "$root$home/.local/share/maskapp" ] || fail "removing took the user's data"
    say "removed without a trace; the user's data is kept"
}

try_removal_of_folder() {
    rm -r "${root:?}$place"
    [ -z "$(files_left)" ] || fail "removing leaves $(files_left | head -n 5)"
    [ -d "$root$home/.local/share/maskapp" ] || fail "removing took the user's data"
    say "removed without a trace; the user's data is kept"
}

clean_up() {
    [ -z "${program_pid:-}" ] || kill "$program_pid" 2>/dev/null || true
    [ -z "${display_pid:-}" ] || kill "$display_pid" 2>/dev/null || true
    for mounted in tmp/.X11-unix var/cache/apt/archives dev proc; do
        ! mountpoint -q "$root/$mounted" || umount -l "$root/$mounted"
    done
    if grep -q " $root" /proc/mounts; then
        say "something is still mounted in $root"
    else
        rm -rf --one-file-system "$root"
    fi
}
