"""What the window remembers between starts: where it was, what was opened, which camera."""

import re
from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings

WINDOW_FILE_NAME = "window.ini"

_MOST_RECENT = 8
_CREDENTIALS = re.compile(r"//[^/]*@")


def display_name(text: str) -> str:
    """A source as it may be shown: a file's name, an address without its password."""
    if "://" in text:
        return _CREDENTIALS.sub("//", text)
    return Path(text).name or text


class WindowMemory:
    """Kept in one file, for the user's eyes alone: addresses may hold passwords.

    Args:
        data_dir: The folder of the file.
    """

    def __init__(self, data_dir: Path) -> None:
        path = data_dir / WINDOW_FILE_NAME
        path.touch(mode=0o600)
        self._kept = QSettings(str(path), QSettings.Format.IniFormat)

    @property
    def geometry(self) -> QByteArray | None:
        """Place and size of the window."""
        return self._bytes("window/geometry")

    @geometry.setter
    def geometry(self, value: QByteArray) -> None:
        self._kept.setValue("window/geometry", value)

    @property
    def layout(self) -> QByteArray | None:
        """Where the panels and toolbars are."""
        return self._bytes("window/layout")

    @layout.setter
    def layout(self, value: QByteArray) -> None:
        self._kept.setValue("window/layout", value)

    @property
    def camera(self) -> str:
        """The name of the camera that was used last; "" for none yet."""
        return str(self._kept.value("camera/name", ""))

    @camera.setter
    def camera(self, name: str) -> None:
        self._kept.setValue("camera/name", name)

    @property
    def resolution(self) -> tuple[int, int] | None:
        """What to ask of a camera, pixels; None leaves it its own."""
        width, _, height = str(self._kept.value("camera/resolution", "")).partition("x")
        if width.isdecimal() and height.isdecimal():
            return int(width), int(height)
        return None

    @resolution.setter
    def resolution(self, size: tuple[int, int] | None) -> None:
        self._kept.setValue("camera/resolution", f"{size[0]}x{size[1]}" if size else "")

    @property
    def frame_rate(self) -> float | None:
        """What to ask of a camera, frames a second; None leaves it its own."""
        text = str(self._kept.value("camera/fps", ""))
        return float(text) if re.fullmatch(r"[0-9]+(\.[0-9]+)?", text) else None

    @frame_rate.setter
    def frame_rate(self, fps: float | None) -> None:
        self._kept.setValue("camera/fps", f"{fps:g}" if fps else "")

    @property
    def recent(self) -> list[str]:
        """Files and addresses that were opened, the newest first."""
        kept = self._kept.value("recent/sources", [])
        if isinstance(kept, str):  # a list of one comes back from the file as a text
            return [kept]
        return [str(text) for text in kept] if isinstance(kept, list) else []

    def remember(self, text: str) -> None:
        """Put a source first among the recent ones."""
        others = [other for other in self.recent if other != text]
        self._kept.setValue("recent/sources", [text, *others][:_MOST_RECENT])

    def forget_recent(self) -> None:
        """Empty the list of recent sources."""
        self._kept.remove("recent/sources")

    def save(self) -> None:
        """Write the file now."""
        self._kept.sync()

    def _bytes(self, key: str) -> QByteArray | None:
        value = self._kept.value(key)
        return value if isinstance(value, QByteArray) else None
