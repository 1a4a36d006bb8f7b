"""Reading of networks that others saved, by the versions of Keras and TensorFlow in use."""

import importlib
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import h5py
import keras
import tensorflow as tf

from maskapp.display_names import foreign_message
from maskapp.errors import ModelError
from maskapp.training.fitting.convert_to_tflite import load_network

_FIRST_OF_KERAS = 3
"""Files of earlier versions need tf_keras: Keras 3 reads some of them wrongly, and most not."""
_HALF_PRECISION = ("float16", "bfloat16", "mixed_float16", "mixed_bfloat16")


def converter_of(source: Path) -> Any:
    """Return the `tf.lite.TFLiteConverter` of a `.keras` or `.h5` file or a SavedModel's folder.

    Raises:
        ModelError: The model is damaged or unsafe, or needs code that it does not hold.
    """
    if source.is_dir():
        return _saved_model(source)
    try:
        config, version = _keras_header(source) if source.suffix == ".keras" else _h5_header(source)
        has_lambda = "Lambda" in _class_names(config)
    except (OSError, ValueError, KeyError, TypeError, RecursionError, zipfile.BadZipFile) as error:
        raise ModelError(
            f"The model {source} cannot be loaded: {foreign_message(error, 150)}"
        ) from error
    if has_lambda:
        raise ModelError(
            f"The model {source} has a Lambda layer, which may run any code; rebuild it without "
            "one, or export it as .tflite where it was trained."
        )
    network = load_network(source, keras if version >= _FIRST_OF_KERAS else _tf_keras(source))
    return tf.lite.TFLiteConverter.from_keras_model(_in_full_precision(network))


def _saved_model(source: Path) -> Any:
    try:
        return tf.lite.TFLiteConverter.from_saved_model(str(source))
    except Exception as error:
        raise ModelError(
            f"The model {source} cannot be loaded: {foreign_message(error, 150)}"
        ) from error


def _keras_header(source: Path) -> tuple[Any, int]:
    with zipfile.ZipFile(source) as archive:
        config = json.loads(archive.read("config.json"))
        metadata = json.loads(archive.read("metadata.json"))
    return config, _major(metadata["keras_version"])


def _h5_header(source: Path) -> tuple[Any, int]:
    with h5py.File(source) as file:
        config = file.attrs.get("model_config")
        version = file.attrs.get("keras_version", "2")
    if config is None:
        raise ModelError(
            f"The model {source} holds only weights, not the network; save all of it, by "
            "model.save('name.keras')."
        )
    return json.loads(config), _major(version if isinstance(version, str) else version.decode())


def _major(version: str) -> int:
    return int(version.partition(".")[0])


def _class_names(config: Any) -> Iterator[str]:
    """Yield the classes that a configuration names."""
    if isinstance(config, dict):
        if isinstance(config.get("class_name"), str):
            yield config["class_name"].rpartition(">")[2]
        for value in config.values():
            yield from _class_names(value)
    elif isinstance(config, list):
        for value in config:
            yield from _class_names(value)


def _tf_keras(source: Path) -> Any:
    try:
        return importlib.import_module("tf_keras")
    except ImportError as error:
        raise ModelError(
            f"The model {source} was saved by Keras 2, which needs one more package: "
            "pip install tf_keras"
        ) from error


def _in_full_precision(network: Any) -> Any:
    """Return the network with all arithmetic in float32: LiteRT has none of 16 bits.

    The weights of a network of mixed precision are float32 already.
    """
    config = network.get_config()
    full = _without_half_precision(config)
    if full == config:
        return network
    copy = type(network).from_config(full)
    copy.set_weights(network.get_weights())
    return copy


def _without_half_precision(config: Any) -> Any:
    if isinstance(config, dict):
        return {key: _without_half_precision(value) for key, value in config.items()}
    if isinstance(config, list | tuple):
        return type(config)(_without_half_precision(value) for value in config)
    return "float32" if isinstance(config, str) and config in _HALF_PRECISION else config
