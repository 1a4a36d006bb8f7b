"""Cameras of this computer."""

import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from maskapp.errors import SourceError, SourceLostError
from maskapp.files.source_keys import camera_key
from maskapp.opencv import cv2
from maskapp.pipeline.sources.bgr_images import bgr_image
from maskapp.pipeline.sources.camera_list import camera_backend, list_cameras
from maskapp.pipeline.sources.live_source import LiveSource
from maskapp.records import CameraMode, Image

# Media Foundation needs several seconds for the first frame of some cameras.
_OPEN_TIMEOUT_S = 10.0
_READ_TIMEOUT_S = 3.0
_RETRY_S = 0.05


def open_camera(index: int, mode: CameraMode) -> LiveSource:
    """Open a camera by its number.

    Args:
        index: The camera's number, as returned by `list_cameras`.
        mode: Size and frame rate to request.

    Raises:
        SourceLostError: There is no such camera now, it is in use, or it sends no frame.
        SourceError: Access is denied.
    """
    cameras = list_cameras()
    names = {camera.index: camera.name for camera in cameras}
    return LiveSource(
        names.get(index, f"Camera {index}"),
        camera_key(index, cameras),
        lambda: _CameraCapture(index, mode, names),
        open_timeout_s=_OPEN_TIMEOUT_S,
        read_timeout_s=_READ_TIMEOUT_S,
    )


class _CameraCapture:
    """A `Capture` that uses `cv2.VideoCapture`."""

    def __init__(self, index: int, mode: CameraMode, names: dict[int, str]) -> None:
        self._capture = cv2.VideoCapture(index, camera_backend())
        if not self._capture.isOpened():
            self._capture.release()
            raise _why_not_opened(index, names)
        self._name = names.get(index, f"Camera {index}")
        self._request(mode)
        fps = self._capture.get(cv2.CAP_PROP_FPS)
        self.fps = fps if fps > 0 else None

    def images(self) -> Iterator[Image | None]:
        while True:
            try:
                has_image, image = self._capture.read()
            except cv2.error as error:
                raise SourceLostError(
                    f"{self._name}: the camera stopped responding ({error.err})"
                ) from error
            if has_image:
                yield bgr_image(np.asarray(image))
            else:
                # Unplugged, or a short interruption: `LiveSource`'s time-out decides.
                time.sleep(_RETRY_S)
                yield None

    def release(self) -> None:
        self._capture.release()

    def _request(self, mode: CameraMode) -> None:
        if sys.platform == "linux" and (mode.width or 0) >= 1280:
            # Over USB 2, uncompressed frames of this size arrive at only 5 to 10 per second.
            self._capture.set(cv2.CAP_PROP_FOURCC, cv2.VideoWriter.fourcc(*"MJPG"))
        for prop, value in (
            (cv2.CAP_PROP_FRAME_WIDTH, mode.width),
            (cv2.CAP_PROP_FRAME_HEIGHT, mode.height),
            (cv2.CAP_PROP_FPS, mode.fps),
        ):
            if value is not None:
                self._capture.set(prop, value)


def _why_not_opened(index: int, names: dict[int, str]) -> SourceError:
    """Return an error with the likeliest cause, since OpenCV reports none."""
    if index not in names:
        known = ", ".join(f"{number} ({name})" for number, name in names.items())
        others = f"cameras: {known}" if known else "no camera was found"
        return SourceLostError(f"Camera {index}: there is no camera with this number; {others}")
    device = Path(f"/dev/video{index}")
    if device.exists() and not os.access(device, os.R_OK | os.W_OK):
        return SourceError(
            f"{names[index]}: you do not have permission to use {device};"
            ' ask to be added to its group, usually "video"'
        )
    return SourceLostError(
        f"{names[index]}: the camera cannot be opened; another program may be using it,"
        " or the system's privacy settings may forbid it"
    )
