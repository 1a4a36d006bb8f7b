"""Which picture sizes and frame rates a camera offers, as far as the system tells.

Only Linux does without opening the camera for good: by the requests VIDIOC_ENUM_FMT,
VIDIOC_ENUM_FRAMESIZES and VIDIOC_ENUM_FRAMEINTERVALS of V4L2, which a camera in use answers,
too. The library for them, linuxpy, is under the GPL and would put Maskapp under it.
"""

import struct
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from maskapp.records import CameraSize

USUAL_SIZES = ((640, 480), (1280, 720), (1920, 1080), (3840, 2160))
USUAL_RATES = (15.0, 30.0, 60.0)

_ENUM_FORMATS, _FORMAT = 0xC0405602, struct.Struct("=3I32s5I")
"""`v4l2_fmtdesc`: index, type, flags, description, pixel format, and four unused."""
_ENUM_SIZES, _SIZE = 0xC02C564A, struct.Struct("=11I")
"""`v4l2_frmsizeenum`: index, pixel format, type, six of the size, and two unused."""
_ENUM_INTERVALS, _INTERVAL = 0xC034564B, struct.Struct("=13I")
"""`v4l2_frmivalenum`: index, pixel format, width, height, type, three fractions, two unused."""
_VIDEO_CAPTURE = 1
_DISCRETE = 1
_MOST = 256
"""Of each kind; a driver that never says that it was the last one shall not hold us up."""
_DECODED = frozenset(
    (b"MJPG", b"JPEG", b"YUYV", b"YVYU", b"UYVY", b"NV12", b"NV21", b"YU12", b"YV12", b"RGB3",
     b"BGR3", b"GREY")
)  # fmt: skip
"""Pixel formats that OpenCV reads; cameras offer others beside, such as H264."""


def offered_sizes(path: str) -> tuple[CameraSize, ...]:
    """What a camera offers, the smallest size first.

    Args:
        path: The device, such as /dev/video0.

    Returns:
        Empty where the system or the camera does not say.
    """
    if sys.platform != "linux":
        return ()
    rates: dict[tuple[int, int], set[float]] = defaultdict(set)
    try:
        with Path(path).open("rb", buffering=0) as device:
            for pixel_format in set(_formats(device)):
                for width, height in set(_sizes(device, pixel_format)):
                    rates[width, height].update(_rates(device, pixel_format, width, height))
    except OSError:  # it may not be opened, or has gone; who opens it for good says so
        return ()
    return tuple(CameraSize(*size, tuple(sorted(rates[size]))) for size in sorted(rates))


def _formats(device: BinaryIO) -> Iterator[int]:
    for index in range(_MOST):
        answer = _ask(device, _ENUM_FORMATS, _FORMAT, index, _VIDEO_CAPTURE, 0, b"", *[0] * 5)
        if answer is None:
            return
        pixel_format = answer[4]
        if pixel_format.to_bytes(4, "little") in _DECODED:
            yield pixel_format


def _sizes(device: BinaryIO, pixel_format: int) -> Iterator[tuple[int, int]]:
    for index in range(_MOST):
        answer = _ask(device, _ENUM_SIZES, _SIZE, index, pixel_format, *[0] * 9)
        if answer is None:
            return
        if answer[2] == _DISCRETE:
            yield answer[3], answer[4]
            continue
        min_width, max_width, step_x, min_height, max_height, step_y = answer[3:9]
        for width, height in USUAL_SIZES:  # any size of a range
            fits_x = width in range(min_width, max_width + 1, max(1, step_x))
            if fits_x and height in range(min_height, max_height + 1, max(1, step_y)):
                yield width, height
        return


def _rates(device: BinaryIO, pixel_format: int, width: int, height: int) -> Iterator[float]:
    for index in range(_MOST):
        head = (index, pixel_format, width, height)
        answer = _ask(device, _ENUM_INTERVALS, _INTERVAL, *head, *[0] * 9)
        if answer is None:
            return
        seconds, parts, most_seconds, most_parts = answer[5:9]
        if not seconds or not parts:
            continue
        if answer[4] == _DISCRETE:
            yield round(parts / seconds, 2)
            continue
        for rate in USUAL_RATES:  # any rate of a range
            if most_parts <= rate * most_seconds and rate * seconds <= parts:
                yield rate
        return


def _ask(
    device: BinaryIO, request: int, layout: struct.Struct, *fields: int | bytes
) -> tuple[int, ...] | None:
    """The device's answer; None where there are no more, or it does not know the request."""
    import fcntl  # noqa: PLC0415 - not on Windows

    answer = bytearray(layout.pack(*fields))
    try:
        fcntl.ioctl(device, request, answer)
    except OSError:
        return None
    return layout.unpack(answer)
