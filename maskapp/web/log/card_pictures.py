"""The pictures of cards: the face of a snapshot, large."""

from typing import cast

import numpy as np

from maskapp.opencv import cv2
from maskapp.outputs.export.pictures import picture_bytes
from maskapp.outputs.snapshots.records import SavedFace, Snapshot
from maskapp.records import Box, Image

CARD_SIZE = (320, 400)
"""Width and height in pixels of a card that shows a face."""

_WHOLE_SIDE = 480
"""Longer side in pixels of a card that shows everything."""
_ROOM = 1.7
"""Sides of the part that a card shows, in sides of the face's box."""
_LEAST_PX = 40
"""Minimum height of that part; a smaller one would be a few large squares."""
_JPEG_QUALITY = 82


def card_picture(snapshot: Snapshot) -> bytes | None:
    """Return the picture of a card as a JPEG: the face of the event, or the largest one.

    The plain picture is taken if there is one: on a large face, boxes would only hide it. Without
    a face, it shows everything.

    Args:
        snapshot: The snapshot.

    Returns:
        The JPEG; None if the pictures are missing or damaged.

    Raises:
        OutputError: A picture exists but cannot be read.
    """
    for path in (snapshot.plain, snapshot.annotated):
        image = _decode(picture_bytes(path))
        if image is not None:
            part = _part(image, shown_face(snapshot))
            _, jpeg = cv2.imencode(".jpg", part, (cv2.IMWRITE_JPEG_QUALITY, _JPEG_QUALITY))
            return bytes(jpeg)
    return None


def shown_face(snapshot: Snapshot) -> SavedFace | None:
    """Return the face of the event, or the largest one; None if there is no face."""
    person = snapshot.event.person if snapshot.event is not None else None
    of_event = [face for face in snapshot.faces if face.track == person]
    faces = of_event or snapshot.faces
    return max(faces, key=lambda face: face.box.width * face.box.height, default=None)


def _decode(jpeg: bytes | None) -> Image | None:
    if not jpeg:
        return None
    decoded = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR)
    return cast(Image | None, decoded)


def _part(image: Image, face: SavedFace | None) -> Image:
    height, width = image.shape[:2]
    if face is None:
        scale = min(1.0, _WHOLE_SIDE / max(width, height))
        size = max(1, round(width * scale)), max(1, round(height * scale))
    else:
        left, top, right, bottom = _around(face.box, width, height)
        image, size = image[top:bottom, left:right], CARD_SIZE
    is_smaller = size[0] < image.shape[1]
    way = cv2.INTER_AREA if is_smaller else cv2.INTER_CUBIC
    return cast(Image, cv2.resize(image, size, interpolation=way))


def _around(box: Box, width: int, height: int) -> tuple[int, int, int, int]:
    """Return left, top, right and bottom of the part around a face, of the form of a card."""
    form = CARD_SIZE[0] / CARD_SIZE[1]
    tall = max(_ROOM * box.height, _ROOM * box.width / form, _LEAST_PX)
    tall = min(tall, height, width / form)
    wide = tall * form
    left = min(max((box.x1 + box.x2 - wide) / 2, 0.0), width - wide)
    top = min(max((box.y1 + box.y2 - tall) / 2, 0.0), height - tall)
    right, bottom = min(width, round(left + wide)), min(height, round(top + tall))
    return min(round(left), right - 1), min(round(top), bottom - 1), right, bottom
