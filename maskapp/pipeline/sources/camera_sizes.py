"""The frame sizes and rates that a camera offers, where the system can list them.

Only Linux can list them without starting the camera: by V4L2's requests VIDIOC_ENUM_FMT,
VIDIOC_ENUM_FRAMESIZES and VIDIOC_ENUM_FRAMEINTERVALS, which work while the camera is in use.
The library for them, linuxpy, is licensed under the GPL, which would then apply to Maskapp.
"""

import struct
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from maskapp.records import USUAL_CAMERA_RATES, USUAL_CAMERA_SIZES, CameraSize

_ENUM_FORMATS, _FORMAT = 0xC0405602, struct.Struct("=3I32s5I")
"""`v4l2_fmtdesc`: index, type, flags, description, pixel format, 4 unused."""
_ENUM_SIZES, _SIZE = 0xC02C564A, struct.Struct("=11I")
"""`v4l2_frmsizeenum`: index, pixel format, type, 6 for the size, 2 unused."""
_ENUM_INTERVALS, _INTERVAL = 0xC034564B, struct.Struct("=13I")
"""`v4l2_frmivalenum`: index, pixel format, width, height, type, 3 fractions, 2 unused."""
_VIDEO_CAPTURE = 1
_DISCRETE = 1
_MAX_ENTRIES = 256
"""Maximum length of each list, for drivers that never report its end."""
_DECODED = frozenset(
    (b"MJPG", b"JPEG", b"YUYV", b"YVYU", b"UYVY", b"NV12", b"NV21", b"YU12", b"YV12", b"RGB3",
     b"BGR3", b"GREY")
)  # fmt: skip
"""Pixel formats that OpenCV can read; cameras also offer others, such as H264."""


def offered_sizes(path: str) -> tuple[CameraSize, ...]:
    """Return the frame sizes that a camera offers, in ascending order.

    Args:
        path: The device, such as /dev/video0.

    Returns:
        Empty if the system or the camera does not list them.
    """
    if sys.platform != "linux":
        return ()
    rates: dict[tuple[int, int], set[float]] = defaultdict(set)
    try:
        with Path(path).open("rb", buffering=0) as device:
            for pixel_format in set(_formats(device)):
                for width, height in set(_sizes(device, pixel_format)):
                    rates[width, height].update(_rates(device, pixel_format, width, height))
    except OSError:  # not permitted, or unplugged: opening it as a source reports that
        return ()
    return tuple(CameraSize(*size, tuple(sorted(rates[size]))) for size in sorted(rates))


def _formats(device: BinaryIO) -> Iterator[int]:
    for index in range(_MAX_ENTRIES):
        answer = _query(device, _ENUM_FORMATS, _FORMAT, index, _VIDEO_CAPTURE, 0, b"", *[0] * 5)
        if answer is None:
            return
        pixel_format = answer[4]
        if pixel_format.to_bytes(4, "little") in _DECODED:
            yield pixel_format


def _sizes(device: BinaryIO, pixel_format: int) -> Iterator[tuple[int, int]]:
    for index in range(_MAX_ENTRIES):
        answer = _query(device, _ENUM_SIZES, _SIZE, index, pixel_format, *[0] * 9)
        if answer is None:
            return
        if answer[2] == _DISCRETE:
            yield answer[3], answer[4]
            continue
        min_width, max_width, step_x, min_height, max_height, step_y = answer[3:9]
        for width, height in USUAL_CAMERA_SIZES:  # the range allows any size
            fits_x = width in range(min_width, max_width + 1, max(1, step_x))
            if fits_x and height in range(min_height, max_height + 1, max(1, step_y)):
                yield width, height
        return


def _rates(device: BinaryIO, pixel_format: int, width: int, height: int) -> Iterator[float]:
    for index in range(_MAX_ENTRIES):
        head = (index, pixel_format, width, height)
        answer = _query(device, _ENUM_INTERVALS, _INTERVAL, *head, *[0] * 9)
        if answer is None:
            return
        seconds, parts, most_seconds, most_parts = answer[5:9]
        if not seconds or not parts:
            continue
        if answer[4] == _DISCRETE:
            yield round(parts / seconds, 2)
            continue
        for rate in USUAL_CAMERA_RATES:  # the range allows any rate
            if most_parts <= rate * most_seconds and rate * seconds <= parts:
                yield rate
        return


def _query(
    device: BinaryIO, request: int, layout: struct.Struct, *fields: int | bytes
) -> tuple[int, ...] | None:
    """Return the device's answer; None after the last entry or if unsupported."""
    import fcntl  # noqa: PLC0415 - not on Windows

    answer = bytearray(layout.pack(*fields))
    try:
        fcntl.ioctl(device, request, answer)
    except OSError:
        return None
    return layout.unpack(answer)
