"""Classification of faces by the trained model."""

from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from maskapp.display_names import foreign_message
from maskapp.errors import ModelError
from maskapp.pipeline.face_crop import as_network_input, crop_face
from maskapp.pipeline.model_spec import InputRange, ModelSpec, complete_spec, spec_file, stated_spec
from maskapp.pipeline.models.network_hints import find_input_range, find_labels
from maskapp.pipeline.tflite_network import TfliteNetwork
from maskapp.records import CLASS_LABELS, Box, Image

BATCH_SIZES = (1, 2, 4, 8)
"""Sizes that batches are padded to; there are few, since each costs memory and planning."""

_SUM_TOLERANCE = 0.05
_OPEN_SIDE_PX = 224  # for models that take images of any size, most of which were trained at it


class MaskClassifier:
    """A classifier that gives each face a probability for each label.

    Args:
        model: A `.tflite` file that maps (n, size, size, 3), RGB, to two or three probabilities,
            or to one; its spec may lie beside it.
        called: The file that the user knows, for messages; None for `model`.

    Attributes:
        spec: The model's labels, crop and input.

    Raises:
        ModelError: The file is missing or damaged, or its network has the wrong shape.
    """

    def __init__(self, model: Path, called: Path | None = None) -> None:
        called = called or model
        stated = stated_spec(model)
        open_side_px = stated.get("input_size_px", _OPEN_SIDE_PX)
        self._network = TfliteNetwork(model, open_side_px=open_side_px)
        self._size_px = _input_size_px(self._network, called)
        if stated.get("input_size_px", self._size_px) != self._size_px:
            raise ModelError(
                f"The model {called} takes images of {self._size_px} px, not of the "
                f"{open_side_px} px that its spec states."
            )
        n_outputs = _output_count(self._network, called)
        found = _found(self._network.content, stated)
        self.spec: ModelSpec = complete_spec(stated, found, n_outputs, called)
        self._columns = [CLASS_LABELS.index(label) for label in self.spec.labels]
        self._batch_sizes: tuple[int, ...] = BATCH_SIZES
        self._check_outputs(called)

    def with_input_range(self, input_range: InputRange) -> "MaskClassifier":
        """Return this classifier for another input range, with the same network."""
        other = copy(self)
        other.spec = replace(self.spec, input_range=input_range)
        return other

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
            batch = list(crops[start : start + self._batch_sizes[-1]])
            rows = slice(start, start + len(batch))
            outputs = self._run(as_network_input(batch, self.spec.input_range))
            # Integer models round to multiples of 1/256, so the sum may be a few of them off.
            probabilities[rows, self._columns] = outputs / outputs.sum(axis=1, keepdims=True)
            start += len(batch)
        return probabilities

    def _run(self, faces: NDArray[np.float32]) -> NDArray[np.float32]:
        size = next(size for size in self._batch_sizes if size >= len(faces))
        padded = np.zeros((size, *faces.shape[1:]), np.float32)
        padded[: len(faces)] = faces
        outputs = self._network.run(padded)
        if len(outputs) != size:
            raise ValueError("The network does not take the first side of its input as the batch")
        outputs = outputs[: len(faces)]
        return np.hstack([1 - outputs, outputs]) if outputs.shape[1] == 1 else outputs

    def _check_outputs(self, called: Path) -> None:
        """Run the network on images of several shades, in batches of all sizes or else of one."""
        size = self._size_px
        shades = [np.full((size, size, 3), shade, np.uint8) for shade in (0, 80, 160, 255)]
        faces = as_network_input(shades, self.spec.input_range)
        try:
            for batch_size in self._batch_sizes:  # a damaged network may refuse some of them
                outputs = self._run(np.resize(faces, (batch_size, *faces.shape[1:])))
        except (ValueError, RuntimeError):
            self._batch_sizes = (1,)
            outputs = self._outputs_one_by_one(faces, called)
        sums = outputs.sum(axis=1)
        if not (np.all(outputs >= -_SUM_TOLERANCE) and np.all(abs(sums - 1) <= _SUM_TOLERANCE)):
            raise ModelError(
                f"The model {called} does not return probabilities; "
                "its last layer should be a softmax, or a sigmoid with one output."
            )

    def _outputs_one_by_one(self, faces: NDArray[np.float32], called: Path) -> NDArray[np.float32]:
        try:
            return np.vstack([self._run(face[np.newaxis]) for face in faces])
        except (ValueError, RuntimeError) as error:
            hint = (
                f'; state its "input_size_px" in {spec_file(called).name}'
                if self._network.has_open_size
                else ""
            )
            raise ModelError(
                f"The model {called} cannot be run on images of {self._size_px} px "
                f"({foreign_message(error, 100)}){hint}."
            ) from error


def _found(content: bytes, stated: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the network tells and is not stated, by the names of `ModelSpec`."""
    searches = {"labels": find_labels, "input_range": find_input_range}
    found = {name: find(content) for name, find in searches.items() if name not in stated}
    return {name: value for name, value in found.items() if value is not None}


def _input_size_px(network: TfliteNetwork, model: Path) -> int:
    shape = network.input_shapes[0]
    is_square_colour = len(shape) == 4 and shape[1] == shape[2] and shape[3] == 3
    if len(network.input_shapes) != 1 or not is_square_colour or not network.takes_numbers:
        raise ModelError(
            f"The model {model} takes {_described(network.input_shapes, 'inputs')}; "
            "it must take one square colour image per face, [n, size, size, 3] of numbers."
        )
    return shape[1]


def _output_count(network: TfliteNetwork, model: Path) -> int:
    shape = network.output_shapes[0]
    if len(network.output_shapes) != 1 or len(shape) != 2:
        raise ModelError(
            f"The model {model} returns {_described(network.output_shapes, 'outputs')}; "
            "it must return one row of probabilities per face."
        )
    return shape[1]


def _described(shapes: Sequence[Sequence[int]], several: str) -> str:
    """Return a single shape, or the number of several."""
    return f"{len(shapes)} {several}" if len(shapes) > 1 else str(shapes[0])
