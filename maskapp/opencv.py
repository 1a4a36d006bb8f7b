"""The one place that imports OpenCV: `from maskapp.opencv import cv2`.

The wheels of opencv-python point Qt at plugins and fonts of their own when they are imported,
with which a PySide6 window cannot start. This module puts both variables back, and keeps
OpenCV and its FFmpeg from writing to standard error unless the user asked them to.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

_QT_VARIABLES = ("QT_QPA_PLATFORM_PLUGIN_PATH", "QT_QPA_FONTDIR")

_before = {name: os.environ.get(name) for name in _QT_VARIABLES}
os.environ.setdefault("OPENCV_LOG_LEVEL", "SILENT")
os.environ.setdefault("OPENCV_FFMPEG_LOGLEVEL", "-8")  # AV_LOG_QUIET
# 268 megapixels are 0.8 GB; the default, four times as much, ends small computers.
os.environ.setdefault("OPENCV_IO_MAX_IMAGE_PIXELS", str(1 << 28))
if sys.platform == "win32":
    # Otherwise Media Foundation takes many seconds to open some cameras.
    os.environ.setdefault("OPENCV_VIDEOIO_MSMF_ENABLE_HW_TRANSFORMS", "0")
elif sys.platform == "darwin":
    # OpenCV can only ask for the permission on the main thread; the system asks by itself.
    os.environ.setdefault("OPENCV_AVFOUNDATION_SKIP_AUTH", "1")

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
