"""Starting the door display when the user logs in, in each system's own way."""

import contextlib
import os
import plistlib
import re
import shutil
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol
from xml.parsers.expat import ExpatError

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
_KIOSK = "--kiosk"
_ARGUMENT = re.compile(r'"((?:[^"\\]|\\.)*)"|(\S+)', re.DOTALL)
"""An argument in the command line of a desktop entry, quoted or not."""
_WINDOWS_ARGUMENT = re.compile(r'"([^"]*)"|(\S+)')
"""The same in one of Windows, whose file names have no quotation marks."""


class LoginStart(Protocol):
    """The entry by which a system starts a program when the user logs in."""

    def is_on(self) -> bool:
        """Return whether there is an entry in force."""

    def command(self) -> list[str]:
        """Return the program and its arguments; nothing if there is no entry that can be read."""

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
        read: Returns the command of a content; nothing if it has none.
    """

    def __init__(
        self,
        path: Path,
        make: Callable[[Sequence[str]], bytes],
        read: Callable[[bytes], list[str]],
    ) -> None:
        self._path = path
        self._make = make
        self._read = read

    def is_on(self) -> bool:
        """See `LoginStart.is_on`."""
        try:
            content = read_regular_file(self._path, _LARGEST_BYTES)
        except OSError:
            return False
        lines = content.decode("utf-8", errors="replace").splitlines()
        return not any(line.strip() in _SWITCHED_OFF for line in lines)

    def command(self) -> list[str]:
        """See `LoginStart.command`."""
        try:
            return self._read(read_regular_file(self._path, _LARGEST_BYTES))
        except OSError:
            return []

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
        return self._line() is not None

    def command(self) -> list[str]:
        """See `LoginStart.command`."""
        return windows_command(self._line() or "")

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

    @staticmethod
    def _line() -> str | None:
        if sys.platform == "win32":
            import winreg  # noqa: PLC0415 - Windows only

            with (
                contextlib.suppress(OSError),
                winreg.OpenKey(winreg.HKEY_CURRENT_USER, _RUN_KEY) as key,
            ):
                return str(winreg.QueryValueEx(key, _RUN_NAME)[0])
        return None


def login_start() -> LoginStart:
    """Return the entry of this system."""
    if sys.platform == "win32":
        return LoginRegistry()
    if sys.platform == "darwin":
        return LoginFile(paths.login_entry(), plist, plist_command)
    return LoginFile(paths.login_entry(), desktop_entry, desktop_command)


def renew(entry: LoginStart) -> None:
    """Let an entry start this program if the one that it names is gone, with the same arguments.

    The AppImage and the folder of the archive have the version in their names: after an upgrade,
    those of the earlier version are no more.

    Raises:
        OutputError: It cannot be written.
    """
    command = entry.command() if entry.is_on() else []
    if _KIOSK in command[1:] and shutil.which(command[0]) is None:
        entry.turn_on([*_program(), *command[command.index(_KIOSK) :]])


def door_command(data_dir: Path) -> list[str]:
    """Return the command that shows the door display.

    Args:
        data_dir: The data folder; named in the command unless it is the default one.
    """
    is_default = data_dir.absolute() == paths.default_data_dir().absolute()
    return [*_program(), _KIOSK, *([] if is_default else ["--data-dir", str(data_dir.absolute())])]


def _program() -> list[str]:
    """Return the command that starts this program."""
    if getattr(sys, "frozen", False):
        return [_app_image() or sys.executable]
    return [sys.executable, "-m", "maskapp"]


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

    They ignore it once the program is gone.

    Quoting: https://specifications.freedesktop.org/desktop-entry-spec/latest/exec-variables.html
    """
    line = " ".join(map(_quoted, command))
    lines = (
        "[Desktop Entry]",
        "Type=Application",
        "Name=Maskapp door display",
        "Comment=Tells the person at the door about their mask",
        f"TryExec={_value(command[0])}",
        f"Exec={line}",
        "Icon=maskapp",
        "Terminal=false",
        "X-GNOME-Autostart-enabled=true",
    )
    return os.fsencode("\n".join(lines) + "\n")


def _quoted(argument: str) -> str:
    """Quote an argument for a command line, and that for the value of a desktop entry."""
    escaped = "".join(f"\\{each}" if each in _TO_ESCAPE else each for each in argument)
    return _value(f'"{escaped}"'.replace("%", "%%"))


def _value(text: str) -> str:
    return text.replace("\\", "\\\\").replace("\n", "\\n")


def desktop_command(content: bytes) -> list[str]:
    """Return the command of an entry for desktops; nothing if it has none."""
    found = re.search(r"^Exec *= *(.*)$", os.fsdecode(content), re.MULTILINE)
    value = "" if found is None else re.sub(r"\\(.)", _unescaped, found[1])
    return [
        re.sub(r"\\(.)", r"\1", quoted, flags=re.DOTALL).replace("%%", "%") if quoted else bare
        for quoted, bare in _ARGUMENT.findall(value)
    ]


def _unescaped(escape: re.Match[str]) -> str:
    return {"n": "\n", "s": " ", "t": "\t", "r": "\r"}.get(escape[1], escape[1])


def windows_command(line: str) -> list[str]:
    """Return the program and the arguments of a command line of Windows."""
    return [quoted or bare for quoted, bare in _WINDOWS_ARGUMENT.findall(line)]


def plist(command: Sequence[str]) -> bytes:
    """Return an agent for macOS; not tested on macOS yet."""
    return plistlib.dumps(
        {
            "Label": "maskapp-door",
            "ProgramArguments": list(command),
            "RunAtLoad": True,
        }
    )


def plist_command(content: bytes) -> list[str]:
    """Return the command of an agent for macOS; nothing if it has none."""
    try:
        return list(map(str, plistlib.loads(content)["ProgramArguments"]))
    except (plistlib.InvalidFileException, ExpatError, KeyError, TypeError, ValueError):
        return []
