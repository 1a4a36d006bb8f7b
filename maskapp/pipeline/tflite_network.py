"""Inference with TensorFlow Lite files (`.tflite`) through LiteRT."""

import re
from pathlib import Path
from typing import Any

import numpy as np
from ai_edge_litert.interpreter import Interpreter
from cachetools import LRUCache
from numpy.typing import NDArray

from maskapp import paths
from maskapp.display_names import foreign_message
from maskapp.errors import ModelError, ModelLostError
from maskapp.files.regular_files import read_regular_file
from maskapp.opencv import native_stderr_muted

Floats = NDArray[np.float32]

FILE_IDENTIFIER = b"TFL3"
"""At byte 4 of every .tflite file."""
LARGEST_MODEL_BYTES = 2 << 30
"""No .tflite file can be larger."""

_UNKNOWN_OPERATIONS = re.compile(r"custom op: (\S+)|(?:Select TensorFlow op\(s\)), (.*)", re.DOTALL)


class TfliteNetwork:
    """A network that runs on batches of any size, and on images of any size if it can.

    Planning an interpreter for a shape takes as long as several runs, so those for the latest
    shapes are kept.

    Args:
        file: A `.tflite` file.
        max_shapes: How many to keep; each takes memory.
        open_side_px: The side to plan for first where a network takes images of any size; None
            for the one in the file.

    Attributes:
        threads: How many threads each network may use that is loaded from now on.
        content: The file's content.
        input_shapes: The shape of each input, the batch first.
        output_shapes: The shape of each output, the batch first.
        has_open_size: Whether the first input takes images of any size.
        takes_numbers: Whether all inputs and outputs are of numbers.

    Raises:
        ModelLostError: The file is missing or cannot be read.
        ModelError: It is damaged or needs unknown operations.
    """

    threads = 2

    def __init__(self, file: Path, max_shapes: int = 8, open_side_px: int | None = None) -> None:
        self.content = _read(file)
        self._interpreters: LRUCache[tuple[int, ...], Any] = LRUCache(max_shapes)
        self._open_side_px = open_side_px
        self.has_open_size = False
        try:
            interpreter = self._planned(None)
        except (ValueError, RuntimeError) as error:
            raise _unusable(file, error) from error
        inputs, outputs = interpreter.get_input_details(), interpreter.get_output_details()
        self.input_shapes = [_shape(tensor) for tensor in inputs]
        self.output_shapes = [_shape(tensor) for tensor in outputs]
        kinds = [np.dtype(tensor["dtype"]).kind for tensor in (*inputs, *outputs)]
        self.takes_numbers = all(kind in "fiu" for kind in kinds)

    def run(self, batch: Floats) -> Floats:
        """Return the first output for a batch of the first input.

        Args:
            batch: (n, …), n at least 1, float32, for the first input; quantized if that takes
                integers.

        Returns:
            (n, …), float32, from the first output.

        Raises:
            ValueError: The network does not accept a batch of this shape.
            RuntimeError: Likewise, but detected only while running.
        """
        if batch.shape not in self._interpreters:
            self._interpreters[batch.shape] = self._planned(batch.shape)
        interpreter = self._interpreters[batch.shape]
        taken, given = interpreter.get_input_details()[0], interpreter.get_output_details()[0]
        interpreter.set_tensor(taken["index"], _quantized(batch, taken))
        interpreter.invoke()
        return _as_floats(interpreter.get_tensor(given["index"]), given)

    def _planned(self, shape: tuple[int, ...] | None) -> Any:
        """Return an interpreter for a shape of the first input; None for one sample."""
        with native_stderr_muted():  # it announces its delegate each time
            interpreter = Interpreter(model_content=self.content, num_threads=self.threads)
            details = interpreter.get_input_details()[0]
            wanted = self._first_shape(details) if shape is None else list(shape)
            interpreter.resize_tensor_input(details["index"], wanted)
            interpreter.allocate_tensors()
        return interpreter

    def _first_shape(self, details: dict[str, Any]) -> list[int]:
        sides = [int(side) for side in details["shape"][1:]]
        is_open = [side < 0 for side in details["shape_signature"][1:]]
        self.has_open_size = any(is_open)
        if self._open_side_px is not None and len(is_open) == len(sides):
            pairs = zip(sides, is_open, strict=True)
            sides = [self._open_side_px if is_any else side for side, is_any in pairs]
        return [1, *sides]


def _quantized(batch: Floats, tensor: dict[str, Any]) -> NDArray[Any]:
    kind = np.dtype(tensor["dtype"])
    if kind.kind not in "iu":
        return batch.astype(kind, copy=False)
    scale, zero = tensor["quantization"]
    limits = np.iinfo(kind)
    steps = np.rint(batch / scale + zero if scale else batch)
    return np.clip(steps, limits.min, limits.max).astype(kind)


def _as_floats(output: NDArray[Any], tensor: dict[str, Any]) -> Floats:
    scale, zero = tensor["quantization"]
    if output.dtype.kind in "iu" and scale:
        return np.asarray((output.astype(np.float32) - zero) * scale, np.float32)
    return np.asarray(output, np.float32)


def _read(file: Path) -> bytes:
    try:
        content = read_regular_file(file, LARGEST_MODEL_BYTES)
    except FileNotFoundError as error:
        is_own = file.is_relative_to(paths.models_dir())
        advice = "reinstall Maskapp" if is_own else "put it back or choose another model"
        raise ModelLostError(f"The model file {file} is missing; {advice}.") from error
    except OSError as error:
        raise ModelLostError(f"The model file {file} cannot be read: {error.strerror}.") from error
    if content[4:8] != FILE_IDENTIFIER:
        raise _damaged(file)
    return content


def _unusable(file: Path, error: Exception) -> ModelError:
    operations = _UNKNOWN_OPERATIONS.search(str(error))
    if operations is None:
        return _damaged(file)
    return ModelError(
        f"The model {file} needs operations that Maskapp cannot run "
        f"({foreign_message(operations[1], 80)}); convert it with built-in operations only."
    )


def _damaged(file: Path) -> ModelError:
    return ModelError(
        f"The model {file} is damaged or not a TensorFlow Lite model; restore it or choose another."
    )


def _shape(tensor: dict[str, Any]) -> list[int]:
    return [int(side) for side in tensor["shape"]]
