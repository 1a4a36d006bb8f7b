"""A camera of this computer as a source."""

import os
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from maskapp.errors import SourceError, SourceLostError
from maskapp.opencv import cv2
from maskapp.pipeline.sources.camera_list import camera_backend, list_cameras
from maskapp.pipeline.sources.live_source import LiveSource
from maskapp.records import Image

# Media Foundation needs several seconds for the first picture of some cameras.
_OPEN_TIMEOUT_S = 10.0
_READ_TIMEOUT_S = 3.0
_RETRY_S = 0.05


@dataclass(frozen=True, slots=True)
class CameraMode:
    """What to ask of a camera, which takes the nearest that it can; None leaves it its own.

    Attributes:
        width: Pixels.
        height: Pixels.
        fps: Frames a second.
    """

    width: int | None = None
    height: int | None = None
    fps: float | None = None


def open_camera(index: int, mode: CameraMode) -> LiveSource:
    """Open a camera by its number.

    Raises:
        SourceError: There is no such camera, it is in use or not permitted, or hangs.
    """
    names = {camera.index: camera.name for camera in list_cameras()}
    return LiveSource(
        names.get(index, f"Camera {index}"),
        lambda: _CameraCapture(index, mode, names),
        open_timeout_s=_OPEN_TIMEOUT_S,
        read_timeout_s=_READ_TIMEOUT_S,
    )


class _CameraCapture:
    """`cv2.VideoCapture` as a `Capture`."""

    def __init__(self, index: int, mode: CameraMode, names: dict[int, str]) -> None:
        self._capture = cv2.VideoCapture(index, camera_backend())
        if not self._capture.isOpened():
            self._capture.release()
            raise SourceError(_why_not_opened(index, names))
        self._name = names.get(index, f"Camera {index}")
        self._ask_for(mode)
        fps = self._capture.get(cv2.CAP_PROP_FPS)
        self.fps = fps if fps > 0 else None

    def images(self) -> Iterator[Image | None]:
        while True:
            try:
                has_image, image = self._capture.read()
            except cv2.error as error:
                raise SourceLostError(f"{self._name}: the camera is lost ({error.err})") from error
            if has_image:
                yield np.asarray(image, np.uint8)
            else:
                # Gone, or hiccuping; who waits for the picture decides how long to bear it.
                time.sleep(_RETRY_S)
                yield None

    def release(self) -> None:
        self._capture.release()

    def _ask_for(self, mode: CameraMode) -> None:
        if sys.platform == "linux" and (mode.width or 0) >= 1280:
            # Uncompressed, USB 2 carries such pictures at 5 to 10 frames a second only.
            self._capture.set(cv2.CAP_PROP_FOURCC, cv2.VideoWriter.fourcc(*"MJPG"))
        for prop, value in (
            (cv2.CAP_PROP_FRAME_WIDTH, mode.width),
            (cv2.CAP_PROP_FRAME_HEIGHT, mode.height),
            (cv2.CAP_PROP_FPS, mode.fps),
        ):
            if value is not None:
                self._capture.set(prop, value)


def _why_not_opened(index: int, names: dict[int, str]) -> str:
    """OpenCV gives no reason; this finds the likeliest."""
    if index not in names:
        known = ", ".join(f"{number} ({name})" for number, name in names.items())
        there_are = f"there are: {known}" if known else "no camera was found"
        return f"Camera {index}: there is no camera of this number; {there_are}"
    device = Path(f"/dev/video{index}")
    if device.exists() and not os.access(device, os.R_OK | os.W_OK):
        return (
            f"{names[index]}: you may not use {device};"
            ' ask for membership of its group, usually "video"'
        )
    return (
        f"{names[index]}: the camera does not open; another program may be using it,"
        " or the system's privacy settings forbid it"
    )
