"""Which cameras there are."""

import sys
from dataclasses import dataclass

from cv2_enumerate_cameras import enumerate_cameras

from maskapp.opencv import cv2
from maskapp.pipeline.sources.camera_modes import CameraSize, offered_sizes

# Asked for by name: with CAP_ANY every camera is listed once for each backend.
_BACKENDS = {
    "linux": cv2.CAP_V4L2,
    "darwin": cv2.CAP_AVFOUNDATION,
    "win32": cv2.CAP_MSMF,
}


@dataclass(frozen=True, slots=True)
class CameraInfo:
    """One camera of this computer.

    Attributes:
        index: The number that opens it.
        name: For people, as the driver gives it.
        path: What the system calls the device; None where it does not say.
        sizes: What it offers; empty where the system does not say.
    """

    index: int
    name: str
    path: str | None
    sizes: tuple[CameraSize, ...] = ()


def camera_backend() -> int:
    """OpenCV's number for this platform's own way to read cameras."""
    return _BACKENDS.get(sys.platform, cv2.CAP_ANY)


def list_cameras() -> tuple[CameraInfo, ...]:
    """The cameras that are plugged in now, by number."""
    found = enumerate_cameras(camera_backend())
    return tuple(
        CameraInfo(
            camera.index,
            camera.name or f"Camera {camera.index}",
            camera.path,
            offered_sizes(camera.path) if camera.path else (),
        )
        for camera in sorted(found, key=lambda camera: camera.index)
    )
