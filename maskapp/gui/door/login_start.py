"""Starting the door display when the user logs in, in each system's own way."""

import contextlib
import os
import plistlib
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

from maskapp import paths
from maskapp.errors import OutputError
from maskapp.files.private_files import output_error, replacing
from maskapp.files.regular_files import read_regular_file

_RUN_KEY = r"Software\Microsoft\Windows\CurrentVersion\Run"
_RUN_NAME = "Maskapp door display"
_SWITCHED_OFF = ("Hidden=true", "X-GNOME-Autostart-enabled=false")
"""Lines by which desktops switch an entry off."""
_LARGEST_BYTES = 1 << 20
_TO_ESCAPE = '\\"`$'


class LoginStart(Protocol):
    """The entry by which a system starts a program when the user logs in."""

    def is_on(self) -> bool:
        """Return whether there is an entry in force."""

    def turn_on(self, command: Sequence[str]) -> None:
        """Make the entry, or replace it.

        Args:
            command: The program and its arguments.

        Raises:
            OutputError: It cannot be written.
        """

    def turn_off(self) -> None:
        """Remove the entry, if there is one.

        Raises:
            OutputError: It cannot be removed.
        """


class LoginFile:
    """An entry that is a file, as on Linux and macOS.

    Args:
        path: The file.
        make: Makes its content of a command.
    """

    def __init__(self, path: Path, make: Callable[[Sequence[str]], bytes]) -> None:
        self._path = path
        self._make = make

    def is_on(self) -> bool:
        """See `LoginStart.is_on`."""
        try:
            content = read_regular_file(self._path, _LARGEST_BYTES)
        except OSError:
            return False
        lines = content.decode("utf-8", errors="replace").splitlines()
        return not any(line.strip() in _SWITCHED_OFF for line in lines)

    def turn_on(self, command: Sequence[str]) -> None:
        """See `LoginStart.turn_on`."""
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise output_error(self._path.parent, error) from error
        with replacing(self._path) as file:
            file.write(self._make(command))

    def turn_off(self) -> None:
        """See `LoginStart.turn_off`."""
        try:
            self._path.unlink(missing_ok=True)
        except OSError as error:
            raise output_error(self._path, error) from error


class LoginRegistry:
    """An entry in the registry of Windows; not tested on Windows yet."""

    def is_on(self) -> bool:
        """See `LoginStart.is_on`."""
        if sys.platform == "win32":
            import winreg  # noqa: PLC0415 - Windows only

            with (
                contextlib.suppress(OSError),
                winreg.OpenKey(winreg.HKEY_CURRENT_USER, _RUN_KEY) as key,
            ):
                winreg.QueryValueEx(key, _RUN_NAME)
                return True
        return False

    def turn_on(self, command: Sequence[str]) -> None:
        """See `LoginStart.turn_on`."""
        if sys.platform == "win32":
            import subprocess  # noqa: PLC0415 - Windows only
            import winreg  # noqa: PLC0415 - Windows only

            line = subprocess.list2cmdline(command)
            try:
                with winreg.CreateKey(winreg.HKEY_CURRENT_USER, _RUN_KEY) as key:
                    winreg.SetValueEx(key, _RUN_NAME, 0, winreg.REG_SZ, line)
            except OSError as error:
                raise OutputError(f"The registry cannot be changed: {error.strerror}") from error

    def turn_off(self) -> None:
        """See `LoginStart.turn_off`."""
        if sys.platform == "win32" and self.is_on():
            import winreg  # noqa: PLC0415 - Windows only

            access = winreg.KEY_SET_VALUE
            try:
                with winreg.OpenKey(winreg.HKEY_CURRENT_USER, _RUN_KEY, 0, access) as key:
                    winreg.DeleteValue(key, _RUN_NAME)
            except OSError as error:
                raise OutputError(f"The registry cannot be changed: {error.strerror}") from error


def login_start() -> LoginStart:
    """Return the entry of this system."""
    if sys.platform == "win32":
        return LoginRegistry()
    return LoginFile(paths.login_entry(), plist if sys.platform == "darwin" else desktop_entry)


def door_command(data_dir: Path) -> list[str]:
    """Return the command that shows the door display.

    Args:
        data_dir: The data folder; named in the command unless it is the default one.
    """
    if getattr(sys, "frozen", False):
        program = [_app_image() or sys.executable]
    else:
        program = [sys.executable, "-m", "maskapp"]
    is_default = data_dir.absolute() == paths.default_data_dir().absolute()
    return [*program, "--kiosk", *([] if is_default else ["--data-dir", str(data_dir.absolute())])]


def _app_image() -> str | None:
    """Return the AppImage that the program runs from: what is within is mounted only meanwhile.

    A program started from a terminal that is an AppImage itself inherits that one's variables.
    """
    mounted = os.environ.get("APPDIR")
    if mounted and Path(sys.executable).parent.resolve().is_relative_to(Path(mounted).resolve()):
        return os.environ.get("APPIMAGE")
    return None


def desktop_entry(command: Sequence[str]) -> bytes:
    """Return an entry for desktops that follow freedesktop.org.

    Quoting: https://specifications.freedesktop.org/desktop-entry-spec/latest/exec-variables.html
    """
    line = " ".join(map(_quoted, command))
    lines = (
        "[Desktop Entry]",
        "Type=Application",
        "Name=Maskapp door display",
        "Comment=Tells the person at the door about their mask",
        f"Exec={line}",
        "Icon=maskapp",
        "Terminal=false",
        "X-GNOME-Autostart-enabled=true",
    )
    return os.fsencode("\n".join(lines) + "\n")


def _quoted(argument: str) -> str:
    """Quote an argument for a command line, and that for the value of a desktop entry."""
    escaped = "".join(f"\\{each}" if each in _TO_ESCAPE else each for each in argument)
    return f'"{escaped}"'.replace("%", "%%").replace("\\", "\\\\").replace("\n", "\\n")


def plist(command: Sequence[str]) -> bytes:
    """Return an agent for macOS; not tested on macOS yet."""
    return plistlib.dumps(
        {
            "Label": "maskapp-door",
            "ProgramArguments": list(command),
            "RunAtLoad": True,
        }
    )
