"""The only module that imports OpenCV: `from maskapp.opencv import cv2`.

Importing opencv-python points Qt at OpenCV's own plugins and fonts, with which a PySide6
window cannot start. This module restores both environment variables. It also keeps OpenCV and
its FFmpeg from writing to standard error, unless the user's environment asks for it.
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
    """Discard what native libraries such as libpng and libjpeg write to standard error.

    OpenCV cannot silence them. All threads of the process are affected: keep the body short.
    """
    try:
        kept = os.dup(2)
    except OSError:  # there is no standard error, as in an app without a console
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
