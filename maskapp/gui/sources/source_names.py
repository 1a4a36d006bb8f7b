"""The names of sources that are not open."""

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QCoreApplication

from maskapp.display_names import display_name
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


def found_cameras(cameras: Sequence[CameraInfo]) -> str:
    """Return the result of a search for cameras, for the user."""
    if not cameras:
        return QCoreApplication.translate("SourceName", "No camera found.")
    names = ", ".join(camera.name for camera in cameras)
    return QCoreApplication.translate("SourceName", "Found: {0}").format(names)
