"""Reading and encoding of picture files, with errors that name the file and the cause."""

from pathlib import Path

import numpy as np

from maskapp.display_names import printable
from maskapp.errors import OutputError, SourceError
from maskapp.files.file_kinds import JPEG_SUFFIXES
from maskapp.opencv import cv2
from maskapp.records import Image


def read_picture(path: Path) -> Image:
    """Read a picture, upright according to its EXIF orientation.

    Grey, 16-bit and transparent pictures are converted; transparency is dropped.

    Args:
        path: Its name may hold any characters.

    Returns:
        (height, width, 3), uint8, BGR.

    Raises:
        SourceError: The file cannot be read, or is damaged, cut short or not a picture.
    """
    name = printable(path.name)
    try:
        # On Windows, cv2.imread opens only paths within the system's code page.
        data = np.fromfile(path, np.uint8)
    except OSError as error:
        raise SourceError(f"{name}: cannot be read: {error.strerror}") from error
    if data.size == 0:
        raise SourceError(f"{name}: the picture is empty (0 bytes)")
    try:
        image = cv2.imdecode(data, cv2.IMREAD_COLOR_BGR)
    except (cv2.error, MemoryError) as error:
        raise SourceError(f"{name}: the picture is damaged or too large to decode") from error
    if image is None:
        raise SourceError(f"{name}: the picture is damaged, cut short or of an unknown format")
    return np.ascontiguousarray(image, np.uint8)


def encode_picture(image: Image, path: Path, *, jpeg_quality: int) -> bytes:
    """Encode an image in the format of the file that it will be written to.

    Args:
        image: (height, width, 3), uint8, BGR.
        path: Its suffix selects the format; errors name it. Nothing is written.
        jpeg_quality: 0 to 100; other formats ignore it.

    Raises:
        OutputError: The image is too large for the format.
    """
    suffix = path.suffix.lower()
    parameters = (cv2.IMWRITE_JPEG_QUALITY, jpeg_quality) if suffix in JPEG_SUFFIXES else ()
    try:
        is_encoded, data = cv2.imencode(suffix, image, parameters)
    except cv2.error as error:
        raise OutputError(f"Cannot write {path}: {error.err}") from error
    if not is_encoded:
        raise OutputError(f"Cannot write {path}: the picture is too large for a {suffix} file")
    return bytes(data)
