"""What OpenCV reads from the environment, once, when its library is loaded."""

import os
import sys


def set_opencv_environment() -> None:
    """Keep OpenCV and its FFmpeg from writing to standard error, and set its limits.

    What the user has set stays. Call it before anything loads OpenCV's library.
    """
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
