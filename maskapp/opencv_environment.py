"""The environment variables that OpenCV reads when its library is loaded."""

import os
import sys

MAX_PIXELS = 1 << 28
"""Largest number of pixels of a picture or frame of any source; as BGR they take 0.8 GB."""


def set_opencv_environment() -> None:
    """Silence OpenCV and its FFmpeg, and set OpenCV's limits.

    Variables that the user has set are kept. Call this before OpenCV's library is loaded.
    """
    os.environ.setdefault("OPENCV_LOG_LEVEL", "SILENT")
    os.environ.setdefault("OPENCV_FFMPEG_LOGLEVEL", "-8")  # AV_LOG_QUIET
    # The default of four times as much exhausts small computers.
    os.environ.setdefault("OPENCV_IO_MAX_IMAGE_PIXELS", str(MAX_PIXELS))
    if sys.platform == "win32":
        # Otherwise Media Foundation takes many seconds to open some cameras.
        os.environ.setdefault("OPENCV_VIDEOIO_MSMF_ENABLE_HW_TRANSFORMS", "0")
    elif sys.platform == "darwin":
        # OpenCV can request permission only on the main thread; the system asks by itself.
        os.environ.setdefault("OPENCV_AVFOUNDATION_SKIP_AUTH", "1")
