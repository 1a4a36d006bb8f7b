"""Classification of faces by the trained model."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from maskapp.errors import ModelError
from maskapp.pipeline.face_crop import as_network_input, crop_face
from maskapp.pipeline.model_spec import ModelSpec, read_spec
from maskapp.pipeline.tflite_network import TfliteNetwork
from maskapp.records import CLASS_LABELS, Box, Image

BATCH_SIZES = (1, 2, 4, 8)
"""Sizes that batches are padded to; there are few, since each costs memory and planning."""

_SUM_TOLERANCE = 0.05


class MaskClassifier:
    """A classifier that gives each face a probability for each label.

    Args:
        model: A `.tflite` file that maps (n, size, size, 3), float32, RGB in [-1, 1], to two or
            three probabilities; its spec may lie beside it.

    Attributes:
        spec: The model's labels and crop.

    Raises:
        ModelError: The file is missing or damaged, or its network has the wrong shape.
    """

    def __init__(self, model: Path) -> None:
        self._network = TfliteNetwork(model)
        self._size_px = _input_size_px(self._network, model)
        self.spec: ModelSpec = read_spec(model, _output_count(self._network, model))
        self._columns = [CLASS_LABELS.index(label) for label in self.spec.labels]
        self._check_probabilities(model)

    def classify(self, image: Image, boxes: Sequence[Box]) -> NDArray[np.float32]:
        """Classify the faces of one image.

        Args:
            image: (height, width, 3), uint8, BGR.
            boxes: The faces, as the detector returns them.

        Returns:
            (n, 3), float32: the probability of each of `CLASS_LABELS`; 0 for a label that
            the model does not have.
        """
        return self.classify_crops([self.crop(image, box) for box in boxes])

    def crop(self, image: Image, box: Box) -> Image:
        """Return the crop of a face.

        Args:
            image: (height, width, 3), uint8, BGR.
            box: The face, as the detector returns it.

        Returns:
            (size, size, 3), uint8, BGR.
        """
        spec = self.spec
        return crop_face(image, box, self._size_px, spec.crop_margin, spec.crop_shift_down)

    def classify_crops(self, crops: Sequence[Image]) -> NDArray[np.float32]:
        """Classify crops from any number of images.

        Args:
            crops: As returned by `crop`.

        Returns:
            See `classify`.
        """
        probabilities = np.zeros((len(crops), len(CLASS_LABELS)), np.float32)
        start = 0
        while start < len(crops):
            batch = list(crops[start : start + BATCH_SIZES[-1]])
            rows = slice(start, start + len(batch))
            outputs = self._run(as_network_input(batch))
            # Integer models round to multiples of 1/256, so the sum may be a few of them off.
            probabilities[rows, self._columns] = outputs / outputs.sum(axis=1, keepdims=True)
            start += len(batch)
        return probabilities

    def _run(self, faces: NDArray[np.float32]) -> NDArray[np.float32]:
        size = next(size for size in BATCH_SIZES if size >= len(faces))
        padded = np.zeros((size, *faces.shape[1:]), np.float32)
        padded[: len(faces)] = faces
        return self._network.run(padded)[: len(faces)]

    def _check_probabilities(self, model: Path) -> None:
        grey = np.zeros((2, self._size_px, self._size_px, 3), np.float32)
        try:
            outputs = self._run(grey)
        except (ValueError, RuntimeError) as error:
            raise ModelError(
                f"The model {model} accepts only one face at a time; "
                "convert it again with a batch of any size."
            ) from error
        sums = outputs.sum(axis=1)
        if not (np.all(outputs >= -_SUM_TOLERANCE) and np.all(abs(sums - 1) <= _SUM_TOLERANCE)):
            raise ModelError(
                f"The model {model} does not return probabilities; "
                "its last layer should be a softmax."
            )


def _input_size_px(network: TfliteNetwork, model: Path) -> int:
    shape = network.input_shapes[0]
    is_square_colour = len(shape) == 4 and shape[1] == shape[2] and shape[3] == 3
    if len(network.input_shapes) != 1 or not is_square_colour or not network.takes_float:
        raise ModelError(
            f"The model {model} takes {shape}; it must take one square colour image "
            "per face, [n, size, size, 3] of float32."
        )
    return shape[1]


def _output_count(network: TfliteNetwork, model: Path) -> int:
    shape = network.output_shapes[0]
    if len(network.output_shapes) != 1 or len(shape) != 2 or not network.returns_float:
        raise ModelError(
            f"The model {model} returns {shape}; it must return one row of probabilities per face."
        )
    return shape[1]
