"""Which cameras there are."""

import sys

from cv2_enumerate_cameras import enumerate_cameras

from maskapp.opencv import cv2
from maskapp.pipeline.sources.camera_modes import offered_sizes
from maskapp.records import CameraInfo

# Asked for by name: with CAP_ANY every camera is listed once for each backend.
_BACKENDS = {
    "linux": cv2.CAP_V4L2,
    "darwin": cv2.CAP_AVFOUNDATION,
    "win32": cv2.CAP_MSMF,
}


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
