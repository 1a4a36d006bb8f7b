"""The one place that imports OpenCV: `from maskapp.opencv import cv2`.

The wheels of opencv-python point Qt at plugins and fonts of their own when they are imported,
with which a PySide6 window cannot start. This module puts both variables back, and keeps
OpenCV and its FFmpeg from writing to standard error unless the user asked them to.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager

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


@contextmanager
def native_stderr_muted() -> Iterator[None]:
    """Keep libpng and libjpeg, which OpenCV cannot mute, from writing to standard error.

    It mutes the whole process: keep what it encloses short.
    """
    try:
        kept = os.dup(2)
    except OSError:  # no standard error, as in an app without a console
        yield
        return
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)


__all__ = ["cv2", "native_stderr_muted"]
