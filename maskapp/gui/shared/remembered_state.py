"""The state kept between starts: the window's layout, recent sources and the camera."""

import re
from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings

WINDOW_FILE_NAME = "window.ini"

_MOST_RECENT = 8


class RememberedState:
    """State of the window in `window.ini`, which only the user can read.

    Recent addresses may contain passwords.

    Args:
        data_dir: Existing folder of the file.
    """

    def __init__(self, data_dir: Path) -> None:
        path = data_dir / WINDOW_FILE_NAME
        path.touch(mode=0o600)
        self._kept = QSettings(str(path), QSettings.Format.IniFormat)

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
    def recent(self) -> list[str]:
        """Files and addresses that were opened, newest first."""
        kept = self._kept.value("recent/sources", [])
        if isinstance(kept, str):  # QSettings reads a list of one as a string
            return [kept]
        return [str(text) for text in kept] if isinstance(kept, list) else []

    def add_recent(self, text: str) -> None:
        """Put a source first in the list of recent ones."""
        others = [other for other in self.recent if other != text]
        self._kept.setValue("recent/sources", [text, *others][:_MOST_RECENT])

    def forget_recent(self) -> None:
        """Clear the list of recent sources."""
        self._kept.remove("recent/sources")

    def save(self) -> None:
        """Write the file now."""
        self._kept.sync()

    def _bytes(self, key: str) -> QByteArray | None:
        value = self._kept.value(key)
        return value if isinstance(value, QByteArray) else None
