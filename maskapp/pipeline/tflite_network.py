"""Inference with TensorFlow Lite files (`.tflite`) through LiteRT."""

from pathlib import Path
from typing import Any

import numpy as np
from ai_edge_litert.interpreter import Interpreter
from cachetools import LRUCache
from numpy.typing import NDArray

from maskapp.errors import ModelError
from maskapp.opencv import native_stderr_muted

Floats = NDArray[np.float32]

_FILE_IDENTIFIER = b"TFL3"  # at byte 4 of every .tflite file
_THREADS = 2


class TfliteNetwork:
    """A network that runs on batches of any size, and on images of any size if it can.

    Planning an interpreter for a shape takes as long as several runs, so those for the latest
    shapes are kept.

    Args:
        file: A `.tflite` file.
        max_shapes: How many to keep; each takes memory.

    Attributes:
        input_shapes: The shape of each input, the batch first.
        output_shapes: The shape of each output, the batch first.
        takes_float: Whether all inputs are float32.
        returns_float: Whether all outputs are float32.

    Raises:
        ModelError: The file is missing, unreadable or damaged.
    """

    def __init__(self, file: Path, max_shapes: int = 8) -> None:
        self._content = _read(file)
        self._interpreters: LRUCache[tuple[int, ...], Any] = LRUCache(max_shapes)
        try:
            interpreter = self._planned(None)
        except (ValueError, RuntimeError) as error:
            raise _damaged(file) from error
        inputs, outputs = interpreter.get_input_details(), interpreter.get_output_details()
        self.input_shapes = [_shape(tensor) for tensor in inputs]
        self.output_shapes = [_shape(tensor) for tensor in outputs]
        self.takes_float = all(tensor["dtype"] is np.float32 for tensor in inputs)
        self.returns_float = all(tensor["dtype"] is np.float32 for tensor in outputs)

    def run(self, batch: Floats) -> Floats:
        """Return the first output for a batch of the first input.

        Args:
            batch: (n, …), n at least 1, float32, for the first input.

        Returns:
            (n, …), from the first output.

        Raises:
            ValueError: The network does not accept a batch of this shape.
            RuntimeError: Likewise, but detected only while running.
        """
        if batch.shape not in self._interpreters:
            self._interpreters[batch.shape] = self._planned(batch.shape)
        interpreter = self._interpreters[batch.shape]
        interpreter.set_tensor(interpreter.get_input_details()[0]["index"], batch)
        interpreter.invoke()
        output: Floats = interpreter.get_tensor(interpreter.get_output_details()[0]["index"])
        return output

    def _planned(self, shape: tuple[int, ...] | None) -> Any:
        """Return an interpreter for a shape of the first input; None for one sample."""
        with native_stderr_muted():  # it announces its delegate each time
            interpreter = Interpreter(model_content=self._content, num_threads=_THREADS)
            details = interpreter.get_input_details()[0]
            wanted = [1, *details["shape"][1:]] if shape is None else list(shape)
            interpreter.resize_tensor_input(details["index"], wanted)
            interpreter.allocate_tensors()
        return interpreter


def _read(file: Path) -> bytes:
    try:
        content = file.read_bytes()
    except FileNotFoundError as error:
        raise ModelError(
            f"The model file {file} is missing; reinstall Maskapp or choose another model."
        ) from error
    except OSError as error:
        raise ModelError(f"The model file {file} cannot be read: {error.strerror}.") from error
    if content[4:8] != _FILE_IDENTIFIER:
        raise _damaged(file)
    return content


def _damaged(file: Path) -> ModelError:
    return ModelError(
        f"The model {file} is damaged or not a TensorFlow Lite model; restore it or choose another."
    )


def _shape(tensor: dict[str, Any]) -> list[int]:
    return [int(side) for side in tensor["shape"]]
