"""Conversion of a Keras network to `.tflite`, which runs without TensorFlow."""

import contextlib
import io
import re
import warnings
from pathlib import Path
from typing import Any

import keras
import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from maskapp.display_names import foreign_message
from maskapp.errors import ModelError
from maskapp.files.private_files import output_error, replacing

Crops = NDArray[np.float32]

_USABLE_OUTPUTS = (2, 3)

_TOO_LARGE = "it needs more memory than it may take"
_LONGEST_SEARCHED = 100_000
_MISSING_CODE = re.compile(
    r"(?:Could not locate (?:class|function)|Unknown [\w ]+:|Could not interpret [\w ]+:)"
    r" ['\"]?([^'\"\s.]+)"
)
_UNSUPPORTED = re.compile(r"\btf\.([A-Z]\w*)\(")


def load_keras_model(path: Path) -> keras.Model:
    """Load a `.keras` file from an untrusted origin.

    `safe_mode` refuses files with code that would be run, such as Lambda layers.

    Raises:
        ModelError: The file is missing, damaged or unsafe, or its network has a wrong shape.
    """
    if not path.is_file():
        raise ModelError(f"There is no model file {path}.")
    model = load_network(path, keras)
    _check_shapes(model, path)
    if not _returns_probabilities(model):
        raise ModelError(
            f"The model {path} does not return probabilities; its last layer should be a softmax."
        )
    return model


def load_network(path: Path, library: Any) -> Any:
    """Load a network of any shape from an untrusted origin.

    Args:
        path: The file.
        library: `keras`, or its predecessor `tf_keras` for files of that.

    Raises:
        ModelError: The file is damaged or unsafe, or needs code that it does not hold.
    """
    try:
        model = library.models.load_model(path, compile=False, safe_mode=True)
    except Exception as error:
        raise ModelError(f"The model {path} cannot be loaded: {_reason(error)}") from error
    if not model.built or not getattr(model, "inputs", None):
        raise ModelError(
            f"The model {path} has no input shape; build it with an Input before saving."
        )
    # safe_mode allows a Lambda whose function is registered by name.
    for layer in model._flatten_layers():
        if isinstance(layer, library.layers.Lambda):
            name = foreign_message(layer.name, 40)
            raise ModelError(
                f"The model {path} has a Lambda layer ({name}), which may run any code; "
                "rebuild it without one."
            )
    return model


def _reason(error: Exception) -> str:
    text = str(error)
    if _is_out_of_memory(error):
        return _TOO_LARGE
    # Keras' own message advises loading the file unsafely.
    if "safe_mode" in text:
        return "it contains code that would be run, such as a Lambda layer"
    if (missing := _MISSING_CODE.search(text[:_LONGEST_SEARCHED])) is not None:
        name = foreign_message(missing[1], 40)
        return (
            f"it needs {name}, whose code is not in the file; export it as .tflite or SavedModel "
            "where that code is"
        )
    return foreign_message(text.strip().partition("\n")[0] or repr(error), 150)


def _check_shapes(model: keras.Model, path: Path) -> None:
    if len(model.inputs) != 1 or len(model.outputs) != 1:
        raise ModelError(f"The model {path} must have one input and one output.")
    taken, given = tuple(model.inputs[0].shape), tuple(model.outputs[0].shape)
    if len(taken) != 4 or taken[3] != 3 or not taken[1] or taken[1] != taken[2]:
        raise ModelError(
            f"The model {path} takes {taken}; it must take one square colour image per face, "
            "(n, size, size, 3)."
        )
    if len(given) != 2 or given[1] not in _USABLE_OUTPUTS:
        raise ModelError(
            f"The model {path} returns {given}; it must return 2 probabilities (with_mask, "
            "without_mask) or 3 (and incorrect_mask)."
        )


def convert(model: keras.Model, target: Path, examples: Crops | None = None) -> None:
    """Write a network as `.tflite`; if that fails, leave no file behind.

    With examples, weights and arithmetic become eight-bit integers (Jacob et al. 2018,
    "Quantization and Training of Neural Networks for Efficient Integer-Arithmetic-Only
    Inference"); input and output stay float32. Without them, the weights become float16 and the
    arithmetic stays float32.

    Args:
        model: The network.
        target: The file.
        examples: (n, size, size, 3), float32, RGB in [-1, 1]: a few hundred typical faces to
            choose the integers' ranges by.

    Raises:
        ModelError: The network has a part that cannot be converted.
        OutputError: The file cannot be written.
    """
    write_tflite(tf.lite.TFLiteConverter.from_keras_model(model), target, examples)


def write_tflite(converter: Any, target: Path, examples: Crops | None = None) -> None:
    """Write what a `tf.lite.TFLiteConverter` converts; see `convert`."""
    converter.optimizations = [tf.lite.Optimize.DEFAULT]
    if examples is None:
        converter.target_spec.supported_types = [tf.float16]
    else:
        converter.representative_dataset = lambda: ([face[np.newaxis]] for face in examples)
    try:
        # Keras would print that a model is saved in a temporary folder.
        with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
            # The input stays float32 on purpose; TensorFlow warns of that.
            warnings.filterwarnings("ignore", "Statistics for quantized inputs", UserWarning)
            content = converter.convert()
    except Exception as error:
        raise ModelError(f"The model cannot be converted: {_obstacle(error)}") from error
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise output_error(target.parent, error) from error
    with replacing(target) as output:
        output.write(content)


def _is_out_of_memory(error: Exception) -> bool:
    words = ("OOM when allocating", "bad_alloc", "Unable to allocate")
    return isinstance(error, MemoryError) or any(word in str(error) for word in words)


def _obstacle(error: Exception) -> str:
    text = str(error).strip()
    if _is_out_of_memory(error):
        return _TOO_LARGE
    operations = sorted(set(_UNSUPPORTED.findall(text[-_LONGEST_SEARCHED:])))
    if operations:
        return f"it uses {foreign_message(', '.join(operations), 80)}, which .tflite does not have"
    return foreign_message(text.partition("\n")[0] or repr(error), 150)


def _returns_probabilities(model: keras.Model) -> bool:
    """Return whether the outputs are probabilities, for grey images of several shades."""
    shape = (5, *model.inputs[0].shape[1:])
    shades = np.linspace(-1, 1, 5, dtype=np.float32).reshape(5, 1, 1, 1)
    given = np.asarray(model(np.broadcast_to(shades, shape), training=False))
    return bool(np.all(given >= -1e-3) and np.allclose(given.sum(axis=1), 1, atol=1e-2))
