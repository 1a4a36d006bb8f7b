"""Keys that identify a source at every start, without its secrets.

What is kept of a source, such as its zones, is found by its key.
"""

import os
import re
from collections.abc import Sequence
from pathlib import Path

from maskapp.display_names import hide_secrets
from maskapp.records import CameraInfo

DEMO_KEY = "demo"

_ADDRESS = re.compile(r"([a-z][a-z0-9+.-]+)(://.*)", re.IGNORECASE | re.DOTALL)


def camera_key(index: int, cameras: Sequence[CameraInfo]) -> str:
    """Return the key of a camera: its name, and its path if others have the same name.

    Args:
        index: The camera's number, which may change as cameras are plugged in.
        cameras: The connected cameras.
    """
    camera = next((camera for camera in cameras if camera.index == index), None)
    if camera is None:
        return f"camera:{index}"
    has_twin = sum(other.name == camera.name for other in cameras) > 1
    return f"camera:{camera.name} {camera.path or index}" if has_twin else f"camera:{camera.name}"


def address_key(address: str) -> str:
    """Return the key of a stream: its address as it is shown, without secrets."""
    match = _ADDRESS.match(address.strip())
    return hide_secrets(f"{match[1].lower()}{match[2]}" if match else address)


def path_key(path: Path) -> str:
    """Return the key of a file or folder: its full path."""
    return os.path.abspath(path)  # noqa: PTH100 - `resolve` would follow links and ask the disk


def key_of(text: str, cameras: Sequence[CameraInfo] = ()) -> str:
    """Return the key of a source that is not open.

    Args:
        text: The source, as `open_source` takes it; "" for none.
        cameras: The connected cameras.
    """
    if not text:
        return ""
    if text == "demo":
        return DEMO_KEY
    if text.isdecimal():
        return camera_key(int(text), cameras)
    return address_key(text) if _ADDRESS.match(text.strip()) else path_key(Path(text))


def names_file(text: str) -> bool:
    """Return whether `open_source` takes a source for the name of a file or folder."""
    return not (text == "demo" or text.isdecimal() or _ADDRESS.match(text.strip()))


def wherever_started(text: str) -> str:
    """Return a source as it can be opened in any working folder: files by their full path.

    Args:
        text: The source, as `open_source` takes it.
    """
    return path_key(Path(text)) if names_file(text) else text
