"""Checks of what annotations say, shared by all that read them."""

import math
import os
from collections.abc import Iterable
from pathlib import Path

from maskapp.display_names import foreign_message
from maskapp.errors import DatasetError, SourceError
from maskapp.files.picture_files import read_picture
from maskapp.pipeline.models.label_names import label_named
from maskapp.records import CLASS_LABELS, Box, Image, MaskLabel
from maskapp.training.data.scene import share_inside

_FARTHEST_PX = 100_000  # from the picture's corner; larger pictures cannot be decoded anyway
_MIN_SHARE_INSIDE = 0.5  # of a box; faces at the edge of a picture may be annotated beyond it


def checked_label(name: object) -> MaskLabel:
    """Return the label that annotations name, also by one of its usual other names.

    Raises:
        ValueError: It is none that a network learns.
    """
    label = label_named(name) if isinstance(name, str) else None
    if label is None:
        raise ValueError(
            f"the label {foreign_message(name)} is none of {', '.join(CLASS_LABELS)};"
            " rename it, or remove its faces"
        )
    return label


def checked_box(numbers: object, *, has_size: bool = False) -> Box:
    """Return a box from what annotations say of it.

    Args:
        numbers: A list of x1, y1, x2 and y2, numbers or their texts, pixels.
        has_size: Whether the last two are width and height instead.

    Raises:
        ValueError: It cannot be that of a face.
    """
    box = _as_box(numbers, has_size)
    if (
        box is None
        or not all(math.isfinite(side) and abs(side) <= _FARTHEST_PX for side in box)
        or min(box.width, box.height) <= 0
    ):
        raise ValueError(
            f"{foreign_message(numbers)} is no box: it needs four numbers, a width and a height"
            " above 0, and has to be in the picture; correct or remove it"
        )
    return box


def _as_box(numbers: object, has_size: bool) -> Box | None:
    try:
        x1, y1, x2, y2 = map(float, numbers if isinstance(numbers, list) else ())
    except (TypeError, ValueError, OverflowError):
        return None
    return Box(x1, y1, x1 + x2, y1 + y2) if has_size else Box(x1, y1, x2, y2)


def checked_file(folder: Path, name: object) -> Path:
    """Return the path of a picture that annotations name, in their folder or elsewhere.

    Raises:
        ValueError: No file can have this name.
    """
    try:
        is_name = isinstance(name, str) and name != "" and b"\0" not in os.fsencode(name)
    except UnicodeEncodeError:
        is_name = False
    if not is_name:
        raise ValueError(f"{foreign_message(repr(name))} is no file's name; correct it")
    return folder / str(name)


def checked_file_inside(folder: Path, name: object) -> Path:
    """Return the path of a picture that annotations name, which has to be in their folder.

    Raises:
        ValueError: No file can have this name, or it would be elsewhere.
    """
    path = checked_file(folder, name)
    named = Path(str(name))
    if named.anchor or ".." in named.parts:
        raise ValueError(f"the picture has to be in {folder}; put it there and correct its name")
    return path


def is_outside(box: Box, image: Image) -> bool:
    """Return whether most of a box is outside of its picture, (height, width, 3)."""
    height, width = image.shape[:2]
    return share_inside(box, Box(0, 0, width, height)) < _MIN_SHARE_INSIDE


def read_annotated(path: Path, boxes: Iterable[Box]) -> Image:
    """Read an annotated picture, upright, which is how its boxes are meant.

    Args:
        path: The picture.
        boxes: Its faces.

    Raises:
        DatasetError: It cannot be read, or a box is mostly outside of it.
    """
    try:
        image = read_picture(path)
    except SourceError as error:
        raise DatasetError(f"In {path.parent}, {error}; repair or remove it.") from error
    for box in boxes:
        if is_outside(box, image):
            height, width = image.shape[:2]
            raise DatasetError(
                f"{path} has {width} × {height} px, and its box {_whole(box)} is mostly outside;"
                " correct or remove it. Boxes are those of the upright picture."
            )
    return image


def _whole(box: Box) -> str:
    return str([round(side) for side in box])
