"""The names of sources that are not open, and the camera to open."""

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QCoreApplication

from maskapp.display_names import display_name
from maskapp.gui.shared.formatting import isolated
from maskapp.records import CameraInfo


def source_name(text: str, cameras: Iterable[CameraInfo] = ()) -> str:
    """Return the name to display for a source that is not open.

    Args:
        text: The source, as `open_source` takes it.
        cameras: The connected cameras, whose names are known.
    """
    if text == "demo":
        return QCoreApplication.translate("SourceName", "Demo clip")
    for camera in cameras:
        if str(camera.index) == text:
            return camera.name
    if text.isdecimal():
        return QCoreApplication.translate("SourceName", "Camera {0}").format(text)
    return display_name(text)


def camera_to_open(
    cameras: Sequence[CameraInfo], text: str | None, last_name: str
) -> CameraInfo | None:
    """Return the camera in use, else the last one, else the first one; None without cameras.

    Args:
        cameras: The connected cameras.
        text: The source in use, as `open_source` takes it; None for none.
        last_name: The name of the camera that was open last; "" for none.
    """
    in_use = [camera for camera in cameras if str(camera.index) == text]
    known = [camera for camera in cameras if camera.name == last_name]
    return next(iter((*in_use, *known, *cameras)), None)


def found_cameras(cameras: Sequence[CameraInfo]) -> str:
    """Return the result of a search for cameras, for the user."""
    if not cameras:
        return QCoreApplication.translate("SourceName", "No camera found.")
    names = ", ".join(isolated(camera.name) for camera in cameras)
    return QCoreApplication.translate("SourceName", "Found: {0}").format(names)
