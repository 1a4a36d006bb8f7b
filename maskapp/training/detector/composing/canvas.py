"""A square frame under construction: images are pasted in, with their faces."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from maskapp.opencv import cv2
from maskapp.records import Image
from maskapp.training.detector.pictures import Floats

_MIN_VISIBLE = 0.55  # share of a face's box; with less of it the face is ignored
_MIN_HEIGHT_PX = 8.0


class Region(NamedTuple):
    """A rectangle of whole pixels; right and bottom are exclusive."""

    x1: int
    y1: int
    x2: int
    y2: int


class Canvas:
    """A frame under construction.

    Args:
        size_px: Side of the frame.
        color: Its first colour, BGR.

    Attributes:
        image: (size, size, 3), uint8, BGR.
        boxes: (n, 4), float32, the faces, pixels.
        landmarks: (n, 5, 2), float32, pixels; NaN where unknown.
        ignored: (m, 4), float32, areas that count neither as face nor as background.
    """

    def __init__(self, size_px: int, color: tuple[int, int, int]) -> None:
        self.image: Image = np.full((size_px, size_px, 3), color, np.uint8)
        self.boxes: Floats = np.empty((0, 4), np.float32)
        self.landmarks: Floats = np.empty((0, 5, 2), np.float32)
        self.ignored: Floats = np.empty((0, 4), np.float32)

    def paste(
        self,
        image: Image,
        boxes: Floats,
        landmarks: Floats,
        ignored: Floats,
        matrix: NDArray[np.float64],
        region: Region,
        border: int,
    ) -> None:
        """Paste an image into a region; it replaces what was there.

        Args:
            image: (height, width, 3), uint8, BGR.
            boxes: (n, 4), its faces.
            landmarks: (n, 5, 2), their landmarks.
            ignored: (m, 4), its ignored areas.
            matrix: (2, 3), maps points of the image to points of the canvas.
            region: The part of the canvas.
            border: Fills the region where the image ends, one of OpenCV's border types.
        """
        self._cover(region)
        self.image[region.y1 : region.y2, region.x1 : region.x2] = _warped(
            image, matrix, region, border
        )
        moved = moved_boxes(boxes, matrix)
        clipped, visible = _clipped(moved, region)
        heights = moved[:, 3] - moved[:, 1]
        kept = (visible >= _MIN_VISIBLE) & (heights >= _MIN_HEIGHT_PX)
        points = landmarks @ matrix[:, :2].T.astype(np.float32) + matrix[:, 2].astype(np.float32)
        self.boxes = np.concatenate([self.boxes, clipped[kept]])
        self.landmarks = np.concatenate([self.landmarks, points[kept]])
        others, seen = _clipped(moved_boxes(ignored, matrix), region)
        self.ignored = np.concatenate(
            [self.ignored, clipped[~kept & (visible > 0)], others[seen > 0]]
        )

    def flip(self) -> None:
        """Mirror the frame; of each pair of landmarks the left one stays first."""
        width = self.image.shape[1]
        self.image = np.ascontiguousarray(self.image[:, ::-1])
        for boxes in (self.boxes, self.ignored):
            boxes[:, [0, 2]] = width - boxes[:, [2, 0]]
        self.landmarks = self.landmarks[:, [1, 0, 2, 4, 3]]
        self.landmarks[..., 0] = width - self.landmarks[..., 0]

    def _cover(self, region: Region) -> None:
        """Remove the faces under a region; ignore those that are partly under it."""
        if not len(self.boxes):
            return
        _, covered = _clipped(self.boxes, region)
        half = (covered > 0.1) & (covered < 0.9)
        self.ignored = np.concatenate([self.ignored, self.boxes[half]])
        free = covered <= 0.1
        self.boxes, self.landmarks = self.boxes[free], self.landmarks[free]


def moved_boxes(boxes: Floats, matrix: NDArray[np.float64]) -> Floats:
    """Map boxes (n, 4) by a matrix (2, 3); rotation moves them but leaves them upright."""
    if not len(boxes):
        return np.empty((0, 4), np.float32)
    scale = float(np.hypot(matrix[0, 0], matrix[1, 0]))
    centres = (boxes[:, :2] + boxes[:, 2:]) / 2 @ matrix[:, :2].T + matrix[:, 2]
    halves = (boxes[:, 2:] - boxes[:, :2]) / 2 * scale
    return np.concatenate([centres - halves, centres + halves], axis=1).astype(np.float32)


def _clipped(boxes: Floats, region: Region) -> tuple[Floats, Floats]:
    """Return the boxes clipped to a region, and the share of each that is inside."""
    low, high = np.array(region[:2], np.float32), np.array(region[2:], np.float32)
    inside = np.concatenate(
        [np.clip(boxes[:, :2], low, high), np.clip(boxes[:, 2:], low, high)], axis=1
    )
    areas = (boxes[:, 2:] - boxes[:, :2]).prod(axis=1)
    shares = (inside[:, 2:] - inside[:, :2]).prod(axis=1) / np.maximum(areas, 1e-6)
    return inside, shares


def _warped(image: Image, matrix: NDArray[np.float64], region: Region, border: int) -> Image:
    """Return the part of the mapped image in a region; shrink by area first, against aliasing."""
    scale = float(np.hypot(matrix[0, 0], matrix[1, 0]))
    if scale < 0.8:
        size = tuple(max(1, round(side * scale)) for side in image.shape[1::-1])
        ratio = np.array([image.shape[1] / size[0], image.shape[0] / size[1]])
        image = np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_AREA), np.uint8)
        matrix = np.column_stack([matrix[:, :2] * ratio, matrix[:, 2]])
    matrix = matrix.copy()
    matrix[:, 2] -= region[:2]
    # The matrix maps corners of pixels; warpAffine maps their centres.
    matrix[:, 2] += matrix[:, :2] @ [0.5, 0.5] - 0.5
    size = (region.x2 - region.x1, region.y2 - region.y1)
    warped = cv2.warpAffine(image, matrix, size, flags=cv2.INTER_LINEAR, borderMode=border)
    return np.asarray(warped, np.uint8)
