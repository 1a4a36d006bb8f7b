"""Detects faces in a frame, by a network of our own that LiteRT runs.

The network has the form of CenterFace (Xu et al. 2019, "CenterFace: Joint Face Detection and
Alignment Using Face as Point", MIT licence), and its training started from those weights. At a
quarter of the input's resolution it outputs a heat map of face centres, the logarithm of each
face's size, the offset of the centre in its cell, and five landmarks relative to the box.
"""

from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from maskapp import paths
from maskapp.errors import ModelError
from maskapp.opencv import cv2
from maskapp.pipeline.tflite_network import TfliteNetwork
from maskapp.records import Box, Detection, Image

MAP_CHANNELS = 15
"""Heat before the sigmoid, log height and width, offset down and right, and five landmarks relative
to the box, each down and right."""

_STRIDE = 4
_INPUT_MULTIPLE = 32
_NMS_IOU = 0.3
_MAX_CANDIDATES = 2000
_MAX_PLANNED_SHAPES = 4

# A still is not urgent: faces are detected at twice its size, for the smallest ones, as far as
# memory allows, and at a small size, for the largest ones.
_STILL_UPSCALE = 2.0
_STILL_MIN_SIDE_PX = 640
_STILL_MAX_SIDE_PX = 2048
_STILL_SMALL_SIDE_PX = 384
_STILL_MAX_FACE_PX = 128  # in the large size; larger faces are detected in the small one


class FaceDetector(Protocol):
    """The interface of a detector, as the engine uses it."""

    def detect(self, image: Image, long_side_px: int) -> list[Detection]:
        """Detect the faces of an image, scaled to the given long side."""
        ...


def still_long_side_px(image: Image) -> int:
    """Return the large size at which faces are detected in a still.

    Args:
        image: (height, width, 3), uint8, BGR.
    """
    upscaled = int(max(image.shape[:2]) * _STILL_UPSCALE)
    return min(max(upscaled, _STILL_MIN_SIDE_PX), _STILL_MAX_SIDE_PX)


def detect_in_still(detector: FaceDetector, image: Image) -> list[Detection]:
    """Detect the small and the large faces of a still, best first.

    Args:
        detector: Used at two sizes.
        image: (height, width, 3), uint8, BGR.
    """
    large_side_px = still_long_side_px(image)
    scale = large_side_px / max(image.shape[:2])
    found = [
        face
        for face in detector.detect(image, large_side_px)
        if face.box.height * scale <= _STILL_MAX_FACE_PX
    ]
    found += detector.detect(image, _STILL_SMALL_SIDE_PX)
    found.sort(key=lambda face: -face.score)
    boxes = np.array([face.box for face in found], np.float32).reshape(-1, 4)
    return [found[i] for i in _without_overlaps(boxes)]


class LiteRTFaceDetector:
    """A trained detector, run by LiteRT.

    Args:
        score_threshold: Faces with a lower score are dropped.
        model: The `.tflite` file; None for the program's own. Its input is (1, height, width, 3),
            float32, RGB in [0, 1], sides a multiple of 32; its output is (1, height / 4,
            width / 4, `MAP_CHANNELS`), float32.
        planned_sizes: How many sizes of images to keep the network planned for. The largest of
            a still takes 0.35 GB, and as long to plan as to run.

    Raises:
        ModelError: The file is missing, damaged or of the wrong shape.
    """

    def __init__(
        self,
        score_threshold: float = 0.5,
        model: Path | None = None,
        planned_sizes: int = _MAX_PLANNED_SHAPES,
    ) -> None:
        model = model or paths.face_detector()
        self._score_threshold = score_threshold
        self._network = TfliteNetwork(model, planned_sizes)
        cells = _INPUT_MULTIPLE // _STRIDE
        try:
            output = self._run(np.zeros((_INPUT_MULTIPLE, _INPUT_MULTIPLE, 3), np.uint8))
        except (ValueError, RuntimeError):  # it accepts no image of this size
            output = np.zeros(0, np.float32)
        if output.shape != (cells, cells, MAP_CHANNELS):
            raise ModelError(
                f"The face detector {model} does not return {MAP_CHANNELS} maps of a quarter of"
                " the image's size; choose another file."
            )

    def detect(self, image: Image, long_side_px: int) -> list[Detection]:
        """Detect the faces of an image, best first.

        Args:
            image: (height, width, 3), uint8, BGR.
            long_side_px: The long side that the image is scaled to.

        Returns:
            Boxes clipped to the image; landmarks may lie outside it.
        """
        size = input_size(image, long_side_px)
        resized = np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_LINEAR), np.uint8)
        maps = self._run(resized)
        return detections_from_maps(maps, self._score_threshold, image.shape)

    def _run(self, resized: Image) -> NDArray[np.float32]:
        rgb = np.multiply(cv2.cvtColor(resized, cv2.COLOR_BGR2RGB), 1 / 255, dtype=np.float32)
        maps: NDArray[np.float32] = self._network.run(rgb[np.newaxis])[0]
        return maps


def input_size(image: Image, long_side_px: int) -> tuple[int, int]:
    """Return width and height of the network's input: the scaled image in multiples of 32."""
    height, width = image.shape[:2]
    scale = long_side_px / max(height, width)
    return (
        max(1, round(width * scale / _INPUT_MULTIPLE)) * _INPUT_MULTIPLE,
        max(1, round(height * scale / _INPUT_MULTIPLE)) * _INPUT_MULTIPLE,
    )


def detections_from_maps(
    maps: NDArray[np.float32], threshold: float, image_shape: tuple[int, ...]
) -> list[Detection]:
    """Read the faces off the network's output, best first.

    Args:
        maps: (rows, columns, `MAP_CHANNELS`), float32.
        threshold: Faces with a lower score are dropped, 0 to 1.
        image_shape: Height and width of the image whose pixels the boxes are in.
    """
    boxes, scores, points = _decode(maps, threshold)
    rows, columns = maps.shape[:2]
    height, width = image_shape[:2]
    scale = np.array([width / columns, height / rows], np.float32) / _STRIDE
    boxes *= np.tile(scale, 2)
    points *= scale
    found = []
    for i in _without_overlaps(boxes):
        x1, y1, x2, y2 = (float(value) for value in boxes[i])
        box = Box(max(x1, 0.0), max(y1, 0.0), min(x2, float(width)), min(y2, float(height)))
        if box.width >= 1 and box.height >= 1:
            found.append(Detection(box, float(scores[i]), points[i]))
    return found


def _decode(
    maps: NDArray[np.float32], threshold: float
) -> tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.float32]]:
    """Return boxes (n, 4) xyxy, scores (n,) and landmarks (n, 5, 2), input pixels, best first."""
    least = np.log(threshold / (1 - threshold)) if 0 < threshold < 1 else -np.inf
    rows, columns = np.nonzero(maps[..., 0] > least)
    cells = maps[rows, columns]
    order = np.argsort(-cells[:, 0], kind="stable")[:_MAX_CANDIDATES]
    rows, columns, cells = rows[order], columns[order], cells[order]
    scores = 1 / (1 + np.exp(-cells[:, 0]))
    height, width = np.exp(cells[:, 1:3].T) * _STRIDE
    top = (rows + cells[:, 3] + 0.5) * _STRIDE - height / 2
    left = (columns + cells[:, 4] + 0.5) * _STRIDE - width / 2
    boxes = np.stack([left, top, left + width, top + height], axis=1)
    down, right = cells[:, 5::2], cells[:, 6::2]
    points = np.stack(
        [right * width[:, None] + left[:, None], down * height[:, None] + top[:, None]], axis=-1
    )
    return boxes.astype(np.float32), scores.astype(np.float32), points.astype(np.float32)


def _without_overlaps(boxes: NDArray[np.float32]) -> list[int]:
    """Return the numbers of the boxes (n, 4), best first, that no better box overlaps."""
    areas = (boxes[:, 2:] - boxes[:, :2]).prod(axis=1)
    left = np.arange(len(boxes))
    kept = []
    while len(left):
        best, left = int(left[0]), left[1:]
        kept.append(best)
        low = np.maximum(boxes[best, :2], boxes[left, :2])
        high = np.minimum(boxes[best, 2:], boxes[left, 2:])
        shared = np.clip(high - low, 0, None).prod(axis=1)
        union = areas[best] + areas[left] - shared
        left = left[shared <= _NMS_IOU * union]
    return kept
