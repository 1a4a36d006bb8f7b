"""Turns a Keras network into the form that runs without TensorFlow.

The program starts this module as a child process for a user's own model, with the arguments
MODEL.keras TARGET.tflite. It says in one line what is wrong with the model.
"""

import os
import sys
import warnings
from pathlib import Path

import keras
import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from maskapp.errors import ModelError

Crops = NDArray[np.float32]

_USABLE_OUTPUTS = (2, 3)


def load_keras_model(path: Path) -> keras.Model:
    """Load a `.keras` file that may come from anywhere.

    `safe_mode` refuses whatever would run code from the file, Lambda layers first of all.

    Raises:
        ModelError: Missing, damaged, unsafe, or of the wrong shape; says which.
    """
    if not path.is_file():
        raise ModelError(f"There is no model file {path}.")
    try:
        model = keras.saving.load_model(path, compile=False, safe_mode=True)
    except Exception as error:
        raise ModelError(f"The model {path} cannot be loaded: {_reason(error)}") from error
    if not model.built or not getattr(model, "inputs", None):
        raise ModelError(
            f"The model {path} does not say what it takes; build it with an Input before saving."
        )
    _refuse_lambda(model, path)
    _check_shapes(model, path)
    if not _gives_probabilities(model):
        raise ModelError(
            f"The model {path} does not give probabilities; its last layer should be a softmax."
        )
    return model


def _reason(error: Exception) -> str:
    lines = str(error).strip().splitlines() or [repr(error)]
    # Keras goes on to advise loading it unsafely.
    return (
        "it would run code of its own, as Lambda layers do"
        if "safe_mode" in str(error)
        else lines[0]
    )


def _refuse_lambda(model: keras.Model, path: Path) -> None:
    # safe_mode lets a Lambda through whose function is registered by name.
    for layer in model._flatten_layers():
        if isinstance(layer, keras.layers.Lambda):
            raise ModelError(
                f"The model {path} has a Lambda layer ({layer.name}), which may run any code; "
                "rebuild it without."
            )


def _check_shapes(model: keras.Model, path: Path) -> None:
    if len(model.inputs) != 1 or len(model.outputs) != 1:
        raise ModelError(f"The model {path} needs one input and one output.")
    taken, given = tuple(model.inputs[0].shape), tuple(model.outputs[0].shape)
    if len(taken) != 4 or taken[3] != 3 or not taken[1] or taken[1] != taken[2]:
        raise ModelError(
            f"The model {path} takes {taken}; a square colour picture (n, size, size, 3) is needed."
        )
    if len(given) != 2 or given[1] not in _USABLE_OUTPUTS:
        raise ModelError(
            f"The model {path} gives {given}; 2 probabilities (with_mask, without_mask) "
            "or 3 (and incorrect_mask) are needed."
        )


def convert(model: keras.Model, target: Path, examples: Crops | None = None) -> None:
    """Write a network as `.tflite`, whole or not at all.

    With examples its weights and its arithmetic become eight-bit integers (Jacob et al.
    2018, "Quantization and Training of Neural Networks for Efficient Integer-Arithmetic-Only
    Inference"), and only what goes in and comes out stays float32; without, the weights
    become half precision and the arithmetic stays float32.

    Args:
        model: The network.
        target: The file.
        examples: (n, size, size, 3), float32, RGB in [-1, 1]: some hundred typical faces,
            by which the ranges of the integers are chosen.

    Raises:
        ModelError: The network has something that cannot be converted.
    """
    converter = tf.lite.TFLiteConverter.from_keras_model(model)
    converter.optimizations = [tf.lite.Optimize.DEFAULT]
    if examples is None:
        converter.target_spec.supported_types = [tf.float16]
    else:
        converter.representative_dataset = lambda: ([face[np.newaxis]] for face in examples)
    try:
        with warnings.catch_warnings():
            # TensorFlow's own way from Keras; what goes in stays float32, which it doubts.
            warnings.filterwarnings("ignore", "Statistics for quantized inputs", UserWarning)
            content = converter.convert()
    except Exception as error:
        reason = str(error).strip().splitlines()[0]
        raise ModelError(f"The model cannot be converted: {reason}") from error
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_suffix(f".{os.getpid()}")  # two programs may convert the same model
    partial.write_bytes(content)
    partial.replace(target)


def _gives_probabilities(model: keras.Model) -> bool:
    """Whether the outputs are probabilities, tried on grey pictures of several shades."""
    shape = (5, *model.inputs[0].shape[1:])
    shades = np.linspace(-1, 1, 5, dtype=np.float32).reshape(5, 1, 1, 1)
    given = np.asarray(model(np.broadcast_to(shades, shape), training=False))
    return bool(np.all(given >= -1e-3) and np.allclose(given.sum(axis=1), 1, atol=1e-2))


def main() -> int:
    """Convert the file named first to the file named second."""
    source, target = map(Path, sys.argv[1:])
    try:
        convert(load_keras_model(source), target)
    except ModelError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
