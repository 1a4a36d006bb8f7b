"""The list of the cameras of this computer."""

import sys

from cv2_enumerate_cameras import enumerate_cameras

from maskapp.opencv import cv2
from maskapp.pipeline.sources.camera_sizes import offered_sizes
from maskapp.records import CameraInfo

# With CAP_ANY, every camera would be listed once for each backend.
_BACKENDS = {
    "linux": cv2.CAP_V4L2,
    "darwin": cv2.CAP_AVFOUNDATION,
    "win32": cv2.CAP_MSMF,
}


def camera_backend() -> int:
    """Return OpenCV's constant for this platform's native camera backend."""
    return _BACKENDS.get(sys.platform, cv2.CAP_ANY)


def list_cameras() -> tuple[CameraInfo, ...]:
    """Return the cameras that are connected now, ordered by number."""
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
