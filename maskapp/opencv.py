"""The only module that imports OpenCV: `from maskapp.opencv import cv2`.

Importing OpenCV with windows of its own (opencv-python), which another package may have brought,
points Qt at OpenCV's plugins and fonts, with which a PySide6 window cannot start. This module
restores both environment variables. It also keeps OpenCV and its FFmpeg from writing to standard
error, unless the user's environment asks for it.
"""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from maskapp.opencv_environment import set_opencv_environment

_QT_VARIABLES = ("QT_QPA_PLATFORM_PLUGIN_PATH", "QT_QPA_FONTDIR")

_before = {name: os.environ.get(name) for name in _QT_VARIABLES}
set_opencv_environment()

import cv2  # noqa: E402

for _name, _value in _before.items():
    if _value is None:
        os.environ.pop(_name, None)
    else:
        os.environ[_name] = _value


class _Muting:
    """Standard error of the process, which is silent while any thread wants it to be."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._users = 0
        self._kept: int | None = None

    def begin(self) -> None:
        with self._lock:
            self._users += 1
            if self._users == 1:
                with suppress(OSError):  # there is none, as in an app without a console
                    self._kept = os.dup(2)
                    nowhere = os.open(os.devnull, os.O_WRONLY)
                    os.dup2(nowhere, 2)
                    os.close(nowhere)

    def end(self) -> None:
        with self._lock:
            self._users -= 1
            if self._users == 0 and self._kept is not None:
                os.dup2(self._kept, 2)
                os.close(self._kept)
                self._kept = None


_muting = _Muting()


@contextmanager
def native_stderr_muted() -> Iterator[None]:
    """Discard what native libraries such as libpng and libjpeg write to standard error.

    OpenCV cannot silence them. All threads of the process are affected: keep the body short.
    """
    _muting.begin()
    try:
        yield
    finally:
        _muting.end()


__all__ = ["cv2", "native_stderr_muted"]
