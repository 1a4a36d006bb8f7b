import configparser
import os
import plistlib
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from maskapp import paths
from maskapp.errors import OutputError
from maskapp.gui.door.login_start import (
    LoginFile,
    LoginRegistry,
    desktop_command,
    desktop_entry,
    door_command,
    login_start,
    plist,
    plist_command,
    renew,
    windows_command,
)

NASTY = ["/opt/My Programs/maskapp", "--data-dir", '/tür 100%/"quoted" $HOME `id` \\n back\\slash']


def read_entry(content: bytes) -> configparser.SectionProxy:
    parser = configparser.ConfigParser(interpolation=None)
    parser.optionxform = str
    parser.read_string(content.decode())
    return parser["Desktop Entry"]


def arguments_of(line: str) -> list[str]:
    """Parse a command line as the specification says: the value first, then the quotes."""
    value = line.replace("\\\\", "\0").replace("\\n", "\n").replace("\0", "\\")
    found, i = [], 0
    while i < len(value):
        assert value[i] == '"'
        argument, i = "", i + 1
        while value[i] != '"':
            i += value[i] == "\\"
            argument += value[i]
            i += 1
        found.append(argument.replace("%%", "%"))
        i += 2
    return found


def test_an_entry_for_linux_starts_exactly_this_command():
    entry = read_entry(desktop_entry(NASTY))
    assert arguments_of(entry["Exec"]) == NASTY
    assert entry["Type"] == "Application"
    assert entry["TryExec"] == NASTY[0]


@pytest.mark.skipif(not shutil.which("desktop-file-validate"), reason="needs the validator")
def test_the_validator_finds_nothing_wrong(tmp_path):
    path = tmp_path / "maskapp-door.desktop"
    path.write_bytes(desktop_entry(NASTY))
    done = subprocess.run(
        ["desktop-file-validate", path], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (0, "")


def test_an_entry_for_macos_starts_exactly_this_command():
    agent = plistlib.loads(plist(NASTY))
    assert agent["ProgramArguments"] == NASTY
    assert agent["RunAtLoad"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such file")
def test_the_entry_is_there_only_while_it_is_on(tmp_path):
    path = tmp_path / "config" / "autostart" / "maskapp-door.desktop"
    entry = LoginFile(path, desktop_entry, desktop_command)
    assert not entry.is_on()
    entry.turn_off()
    entry.turn_on(["maskapp", "--kiosk"])
    assert entry.is_on()
    entry.turn_on(["elsewhere", "--kiosk"])
    assert "elsewhere" in path.read_text()
    entry.turn_off()
    assert not path.exists()


@pytest.mark.parametrize("line", ["Hidden=true", "X-GNOME-Autostart-enabled=false"])
def test_an_entry_that_the_desktop_switched_off_is_off(tmp_path, line):
    path = tmp_path / "maskapp-door.desktop"
    path.write_text(f"[Desktop Entry]\nType=Application\n{line}\n")
    assert not LoginFile(path, desktop_entry, desktop_command).is_on()


@pytest.mark.skipif(sys.platform == "win32", reason="named pipes of POSIX")
def test_a_pipe_is_no_entry_and_holds_up_nobody(tmp_path):
    path = tmp_path / "maskapp-door.desktop"
    os.mkfifo(path)
    assert not LoginFile(path, desktop_entry, desktop_command).is_on()


def test_a_place_that_cannot_be_written_is_an_error(tmp_path):
    (tmp_path / "config").write_text("a file")
    entry = LoginFile(
        tmp_path / "config" / "autostart" / "x.desktop", desktop_entry, desktop_command
    )
    with pytest.raises(OutputError, match="config"):
        entry.turn_on(["maskapp"])
    with pytest.raises(OutputError):
        entry.turn_off()


def test_the_command_names_only_another_data_folder(tmp_path):
    assert door_command(paths.default_data_dir()) == [sys.executable, "-m", "maskapp", "--kiosk"]
    assert door_command(tmp_path)[-3:] == ["--kiosk", "--data-dir", str(tmp_path)]


def test_a_package_starts_itself(monkeypatch, tmp_path):
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert door_command(tmp_path)[:2] == [sys.executable, "--kiosk"]
    monkeypatch.setitem(os.environ, "APPIMAGE", "/home/me/maskapp.AppImage")
    monkeypatch.setitem(os.environ, "APPDIR", "/tmp/.mount_terminal")  # which started this program
    assert door_command(tmp_path)[:2] == [sys.executable, "--kiosk"]
    monkeypatch.setitem(os.environ, "APPDIR", str(Path(sys.executable).parent))
    assert door_command(tmp_path)[:2] == ["/home/me/maskapp.AppImage", "--kiosk"]


def test_each_system_has_its_own(monkeypatch):
    assert isinstance(login_start(), LoginFile)
    monkeypatch.setattr(sys, "platform", "win32")
    assert isinstance(login_start(), LoginRegistry)


@pytest.mark.parametrize(
    ("make", "read"), [(desktop_entry, desktop_command), (plist, plist_command)]
)
def test_the_command_of_an_entry_can_be_read(make, read):
    assert read(make(NASTY)) == NASTY
    assert read(make(["/a\nb %", "--kiosk"])) == ["/a\nb %", "--kiosk"]
    assert read(b"something else") == []


def test_an_entry_that_the_user_wrote_can_be_read():
    assert desktop_command(b"[Desktop Entry]\nExec = maskapp --kiosk\n") == ["maskapp", "--kiosk"]
    assert plist_command(b"<?xml version='1.0'?><plist><string>x</string></plist>") == []


def test_a_command_line_of_windows_can_be_read():
    command = [r"C:\My Programs\maskapp.exe", "--kiosk", "--data-dir", "D:\\"]
    assert windows_command(subprocess.list2cmdline(command)) == command


@pytest.fixture
def entry(tmp_path) -> LoginFile:
    return LoginFile(tmp_path / "maskapp-door.desktop", desktop_entry, desktop_command)


def test_an_entry_whose_program_is_gone_starts_this_one(entry, tmp_path):
    arguments = ["--kiosk", "--data-dir", "/another folder"]
    entry.turn_on([str(tmp_path / "maskapp-0.1.0.AppImage"), *arguments])
    renew(entry)
    assert entry.command() == [sys.executable, "-m", "maskapp", *arguments]


@pytest.mark.parametrize("command", [[sys.executable, "--kiosk"], ["/gone/other", "--play"], []])
def test_another_entry_stays(entry, command):
    if command:
        entry.turn_on(command)
    renew(entry)
    assert entry.command() == command


def test_an_entry_that_the_desktop_switched_off_stays_off(entry, tmp_path):
    path = tmp_path / "maskapp-door.desktop"
    content = "[Desktop Entry]\nExec=/gone/maskapp --kiosk\nHidden=true\n"
    path.write_text(content)
    renew(entry)
    assert path.read_text() == content
