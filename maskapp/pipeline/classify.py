"""Judges faces: the trained network, run by LiteRT."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from ai_edge_litert.interpreter import Interpreter
from numpy.typing import NDArray

from maskapp.errors import ModelError
from maskapp.opencv import native_stderr_muted
from maskapp.pipeline.face_crop import as_network_input, crop_face
from maskapp.pipeline.model_spec import ModelSpec, read_spec
from maskapp.records import CLASS_LABELS, Box, Image

BATCH_SIZES = (1, 2, 4, 8)
"""An interpreter is planned for a fixed batch; odd numbers of faces are filled up."""

_FILE_IDENTIFIER = b"TFL3"  # at byte 4 of every .tflite file
_THREADS = 2
_SUM_TOLERANCE = 0.05


class MaskClassifier:
    """Says of face boxes how likely each label is.

    Args:
        model: A `.tflite` file that takes (n, size, size, 3), float32, RGB in [-1, 1], and
            gives two or three probabilities; its description may lie beside it.

    Raises:
        ModelError: The file is missing, damaged or of the wrong shape.
    """

    def __init__(self, model: Path) -> None:
        self._content = _read_model(model)
        self._interpreters: dict[int, Any] = {}
        try:
            interpreter = self._interpreter(1)
        except (ValueError, RuntimeError) as error:
            raise ModelError(
                f"The model {model} is damaged or not a TensorFlow Lite model; "
                "restore it or choose another."
            ) from error
        self._size_px = _input_size_px(interpreter, model)
        self.spec: ModelSpec = read_spec(model, _output_count(interpreter, model))
        self._columns = [CLASS_LABELS.index(label) for label in self.spec.labels]
        self._check_probabilities(model)

    def classify(self, image: Image, boxes: Sequence[Box]) -> NDArray[np.float32]:
        """Judge the faces of an image.

        Args:
            image: (height, width, 3), uint8, BGR.
            boxes: The faces, as the detector gives them.

        Returns:
            (n, 3), float32: the probability of each of `CLASS_LABELS`; 0 for a label that
            the network does not know.
        """
        return self.classify_crops([self.crop(image, box) for box in boxes])

    def crop(self, image: Image, box: Box) -> Image:
        """A face as the network sees it: (size, size, 3), uint8, BGR; `box` as the detector's."""
        spec = self.spec
        return crop_face(image, box, self._size_px, spec.crop_margin, spec.crop_shift_down)

    def classify_crops(self, crops: Sequence[Image]) -> NDArray[np.float32]:
        """Judge faces that are cut out already, of any number of images.

        Args:
            crops: As `crop` gives them.

        Returns:
            As `classify`.
        """
        judged = np.zeros((len(crops), len(CLASS_LABELS)), np.float32)
        start = 0
        while start < len(crops):
            size = min(
                (size for size in BATCH_SIZES if size >= len(crops) - start),
                default=BATCH_SIZES[-1],
            )
            batch = list(crops[start : start + size])
            rows = slice(start, start + len(batch))
            given = self._run(as_network_input(batch), size)
            # Networks of integers round to 256ths, and their sums are off by a few of them.
            judged[rows, self._columns] = given / given.sum(axis=1, keepdims=True)
            start += size
        return judged

    def _run(self, faces: NDArray[np.float32], size: int) -> NDArray[np.float32]:
        interpreter = self._interpreter(size)
        filled = np.zeros((size, *faces.shape[1:]), np.float32)
        filled[: len(faces)] = faces
        interpreter.set_tensor(interpreter.get_input_details()[0]["index"], filled)
        interpreter.invoke()
        given: NDArray[np.float32] = interpreter.get_tensor(
            interpreter.get_output_details()[0]["index"]
        )
        return given[: len(faces)]

    def _interpreter(self, batch_size: int) -> Any:
        """The interpreter for a batch size, planned when it is first needed."""
        if batch_size not in self._interpreters:
            with native_stderr_muted():  # it tells the user about its delegate each time
                interpreter = Interpreter(model_content=self._content, num_threads=_THREADS)
                details = interpreter.get_input_details()[0]
                shape = [batch_size, *details["shape"][1:]]
                interpreter.resize_tensor_input(details["index"], shape)
                interpreter.allocate_tensors()
            self._interpreters[batch_size] = interpreter
        return self._interpreters[batch_size]

    def _check_probabilities(self, model: Path) -> None:
        grey = np.zeros((2, self._size_px, self._size_px, 3), np.float32)
        try:
            given = self._run(grey, 2)
        except (ValueError, RuntimeError) as error:
            raise ModelError(
                f"The model {model} only takes one face at a time; "
                "convert it again with a batch of any size."
            ) from error
        sums = given.sum(axis=1)
        if not (np.all(given >= -_SUM_TOLERANCE) and np.all(abs(sums - 1) <= _SUM_TOLERANCE)):
            raise ModelError(
                f"The model {model} does not give probabilities; "
                "its last layer should be a softmax."
            )


def _read_model(model: Path) -> bytes:
    try:
        content = model.read_bytes()
    except FileNotFoundError as error:
        raise ModelError(
            f"The model file {model} is missing; reinstall Maskapp or choose another model."
        ) from error
    except OSError as error:
        raise ModelError(f"The model file {model} cannot be read: {error.strerror}.") from error
    if content[4:8] != _FILE_IDENTIFIER:
        raise ModelError(
            f"The model {model} is damaged or not a TensorFlow Lite model; "
            "restore it or choose another."
        )
    return content


def _input_size_px(interpreter: Any, model: Path) -> int:
    inputs = interpreter.get_input_details()
    shape = [int(side) for side in inputs[0]["shape"]]
    square_colour = len(shape) == 4 and shape[1] == shape[2] and shape[3] == 3
    if len(inputs) != 1 or not square_colour or inputs[0]["dtype"] is not np.float32:
        raise ModelError(
            f"The model {model} takes {shape}; one square colour picture, "
            "[n, size, size, 3] of float32, is needed."
        )
    return shape[1]


def _output_count(interpreter: Any, model: Path) -> int:
    outputs = interpreter.get_output_details()
    shape = [int(side) for side in outputs[0]["shape"]]
    if len(outputs) != 1 or len(shape) != 2 or outputs[0]["dtype"] is not np.float32:
        raise ModelError(
            f"The model {model} gives {shape}; one row of probabilities for each face is needed."
        )
    return shape[1]
