"""The state kept between starts: the window's layout, recent sources and the camera."""

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QByteArray, QCoreApplication, QSettings

from maskapp.display_names import has_lone_surrogates
from maskapp.errors import OutputError
from maskapp.files.private_files import output_error
from maskapp.files.regular_files import is_regular_file
from maskapp.gui.shared.file_problems import UnusedContent

WINDOW_FILE_NAME = "window.ini"

_MOST_RECENT = 8
_IN_VAULT = "in-keyring:"
"""Begins the entries whose address is kept elsewhere."""
_IN_BYTES = "bytes:"
"""Begins a name that is not in UTF-8, which `QSettings` would not keep, in hexadecimal."""


@dataclass(frozen=True, slots=True)
class RecentSource:
    """A source that was opened.

    Attributes:
        text: The source as it was opened, or the name of its address in the vault.
        is_in_vault: Whether the address contains a password and is thus kept in the vault.
    """

    text: str
    is_in_vault: bool = False


class RememberedState:
    """State of the window in `window.ini`, which only the user can read.

    Addresses with passwords are kept elsewhere; the file holds only their names.

    Args:
        data_dir: Existing folder of the file.

    Attributes:
        is_new: Whether nothing was remembered in this folder before.
        load_message: Message for the user about a file that could not be read, or only in part; ""
            if it could be.

    Raises:
        OutputError: The file cannot be created, or something else has its name.
    """

    def __init__(self, data_dir: Path) -> None:
        path = data_dir / WINDOW_FILE_NAME
        try:
            path.touch(mode=0o600)
        except OSError as error:
            raise output_error(path, error) from error
        if not is_regular_file(path):  # QSettings would wait for the other end of a pipe
            raise OutputError(f"{path} is not a file; rename or remove it")
        self._path = path
        self._kept = QSettings(str(path), QSettings.Format.IniFormat)
        keys = self._kept.allKeys()  # only this reads the whole file, and finds what is damaged
        self.load_message = UnusedContent(self._problems(), path).message
        self._is_unread = self._kept.status() == QSettings.Status.AccessError
        self.is_new = not keys and not self.load_message

    @property
    def geometry(self) -> QByteArray | None:
        """Position and size of the window."""
        return self._bytes("window/geometry")

    @geometry.setter
    def geometry(self, value: QByteArray) -> None:
        self._kept.setValue("window/geometry", value)

    @property
    def layout(self) -> QByteArray | None:
        """Arrangement of the panels and the toolbar, as `QMainWindow.saveState` returns it."""
        return self._bytes("window/layout")

    @layout.setter
    def layout(self, value: QByteArray) -> None:
        self._kept.setValue("window/layout", value)

    @property
    def camera(self) -> str:
        """Name of the last camera used; "" if none was used yet."""
        return str(self._kept.value("camera/name", ""))

    @camera.setter
    def camera(self, name: str) -> None:
        self._kept.setValue("camera/name", name)

    @property
    def is_set_up_due(self) -> bool:
        """Whether the page of the first start was never closed."""
        return str(self._kept.value("set-up/due", "")) == "yes"

    @is_set_up_due.setter
    def is_set_up_due(self, is_due: bool) -> None:
        self._kept.setValue("set-up/due", "yes" if is_due else "")

    @property
    def resolution(self) -> tuple[int, int] | None:
        """Width and height to request from a camera, in pixels; None for its default."""
        width, _, height = str(self._kept.value("camera/resolution", "")).partition("x")
        if width.isdecimal() and height.isdecimal():
            return int(width), int(height)
        return None

    @resolution.setter
    def resolution(self, size: tuple[int, int] | None) -> None:
        self._kept.setValue("camera/resolution", f"{size[0]}x{size[1]}" if size else "")

    @property
    def frame_rate(self) -> float | None:
        """Frames per second to request from a camera; None for its default."""
        text = str(self._kept.value("camera/fps", ""))
        return float(text) if re.fullmatch(r"[0-9]+(\.[0-9]+)?", text) else None

    @frame_rate.setter
    def frame_rate(self, fps: float | None) -> None:
        self._kept.setValue("camera/fps", f"{fps:g}" if fps else "")

    @property
    def recent(self) -> list[RecentSource]:
        """Files and addresses that were opened, newest first."""
        self._read_late()
        kept = self._kept.value("recent/sources", [])
        if isinstance(kept, str):  # QSettings reads a list of one as a string
            kept = [kept]
        return [_parsed(str(text)) for text in kept] if isinstance(kept, list) else []

    def add_recent(self, source: RecentSource) -> list[RecentSource]:
        """Put a source first in the list of recent ones; return those that leave it."""
        sources = [source, *(other for other in self.recent if other != source)]
        self._write_recent(sources[:_MOST_RECENT])
        return sources[_MOST_RECENT:]

    def replace_recent(self, old: RecentSource, new: RecentSource) -> None:
        """Put a source in the place of another one, and write the file now."""
        others = [source for source in self.recent if source != new]
        self._write_recent([new if source == old else source for source in others])
        self.save()

    @property
    def last_source(self) -> RecentSource | None:
        """The stream or video to open at the next start; None to open a camera."""
        text = str(self._kept.value("recent/stream", ""))
        return _parsed(text) if text else None

    @last_source.setter
    def last_source(self, source: RecentSource | None) -> None:
        self._kept.setValue("recent/stream", _written(source) if source else "")

    def forget_recent(self) -> None:
        """Clear the list of recent sources."""
        self._kept.remove("recent")

    def save(self) -> None:
        """Write the file now."""
        self._kept.sync()

    def _problems(self) -> list[str]:
        """Return what is wrong with the file, which QSettings itself would say to nobody."""
        match self._kept.status():
            case QSettings.Status.FormatError:
                what = QCoreApplication.translate(
                    "RememberedState",
                    "{0} is damaged: recent sources or the window's arrangement may be missing.",
                )
            case QSettings.Status.AccessError:
                what = QCoreApplication.translate(
                    "RememberedState",
                    "{0} cannot be read: recent sources and the window's arrangement are missing.",
                )
            case _:
                return []
        return [what.format(self._path)]

    def _read_late(self) -> None:
        """Read the file if it could not be read at the start, but can be now."""
        if self._is_unread:
            again = QSettings(str(self._path), QSettings.Format.IniFormat)
            again.sync()
            self._is_unread = again.status() == QSettings.Status.AccessError

    def _write_recent(self, sources: Sequence[RecentSource]) -> None:
        if self._is_unread:  # a list of one would replace that of the file
            return
        self._kept.setValue("recent/sources", [_written(source) for source in sources])

    def _bytes(self, key: str) -> QByteArray | None:
        value = self._kept.value(key)
        return value if isinstance(value, QByteArray) else None


def _written(source: RecentSource) -> str:
    if has_lone_surrogates(source.text):
        return f"{_IN_BYTES}{os.fsencode(source.text).hex()}"
    return f"{_IN_VAULT}{source.text}" if source.is_in_vault else source.text


def _parsed(text: str) -> RecentSource:
    if re.fullmatch(f"{_IN_BYTES}([0-9a-f]{{2}})+", text):
        name = os.fsdecode(bytes.fromhex(text.removeprefix(_IN_BYTES)))
        return RecentSource(name if has_lone_surrogates(name) else text)  # else named like this
    return RecentSource(text.removeprefix(_IN_VAULT), is_in_vault=text.startswith(_IN_VAULT))
