"""Drawing of faces that do not count."""

from collections.abc import Sequence

import numpy as np

from maskapp.opencv import cv2
from maskapp.pipeline.annotate import pixel_box
from maskapp.records import Face, Image

_DARK, _FAINT = (0, 0, 0), (190, 190, 190)


def draw_ignored(image: Image, faces: Sequence[Face]) -> None:
    """Draw thin grey corners around faces that do not count, whatever their label.

    Args:
        image: See `draw_faces`.
        faces: See `annotate`.
    """
    for face in faces:
        box = pixel_box(face.box, image)
        if box is None:
            continue
        length = max(3, min(box.right - box.left, box.bottom - box.top) // 4)
        lines = [
            np.array(((x + right * length, y), (x, y), (x, y + down * length)), dtype=np.int32)
            for x, right in ((box.left, 1), (box.right, -1))
            for y, down in ((box.top, 1), (box.bottom, -1))
        ]
        cv2.polylines(image, lines, False, _DARK, 3)
        cv2.polylines(image, lines, False, _FAINT, 1)
