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
    desktop_entry,
    door_command,
    login_start,
    plist,
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
    entry = LoginFile(path, desktop_entry)
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
    assert not LoginFile(path, desktop_entry).is_on()


@pytest.mark.skipif(sys.platform == "win32", reason="named pipes of POSIX")
def test_a_pipe_is_no_entry_and_holds_up_nobody(tmp_path):
    path = tmp_path / "maskapp-door.desktop"
    os.mkfifo(path)
    assert not LoginFile(path, desktop_entry).is_on()


def test_a_place_that_cannot_be_written_is_an_error(tmp_path):
    (tmp_path / "config").write_text("a file")
    entry = LoginFile(tmp_path / "config" / "autostart" / "x.desktop", desktop_entry)
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
