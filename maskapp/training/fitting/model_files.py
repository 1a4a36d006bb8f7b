"""Output of a trained network with its spec, charts, report and record."""

import json
import platform
from collections import Counter
from collections.abc import Mapping, Sequence
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any

import keras
import numpy as np
from numpy.typing import NDArray

from maskapp.pipeline.model_spec import ModelSpec, write_spec
from maskapp.records import MaskLabel
from maskapp.training.data.fingerprint import name_bytes
from maskapp.training.data.sample import Sample
from maskapp.training.data.saved_files import write_text, written_by_path
from maskapp.training.fitting.calibrate import (
    calibrate,
    live_weights,
    prior_shift,
)
from maskapp.training.fitting.convert_to_tflite import convert
from maskapp.training.fitting.history import read_history
from maskapp.training.fitting.network import save_network
from maskapp.training.fitting.record import NETWORK_HASH, file_hash, is_record_of
from maskapp.training.fitting.training_loop import Validation
from maskapp.training.measuring import plots

MODEL_NAME = "mask_detector"
_PACKAGES = ("tensorflow", "keras", "numpy", "opencv-python-headless")


def write_results(
    network: keras.Model,
    validation: Validation,
    labels: Sequence[MaskLabel],
    drawn: Mapping[MaskLabel, float],
    examples: NDArray[np.float32],
    task: dict[str, Any],
    output_dir: Path,
) -> Path:
    """Calibrate a trained network and write it with all files that describe it.

    Args:
        network: Calibrated in place.
        validation: The faces to calibrate by and to report on.
        labels: The network's labels, in order.
        drawn: The share of each label in training.
        examples: See `convert`.
        task: The plan, the initial weights and the data, for the record.
        output_dir: The folder for the files; its `work/` holds the history.

    Returns:
        The `.tflite` file.

    Raises:
        OutputError: A file cannot be written.
    """
    truth = np.array([list(labels).index(label) for label in validation.labels])
    probabilities = _predict(network, validation)
    weights = live_weights(truth, labels)
    shift = prior_shift(drawn, labels)
    temperature = calibrate(network, shift, probabilities, truth, weights)
    network_file = output_dir / f"{MODEL_NAME}.keras"
    save_network(network, network_file)
    model_file = output_dir / f"{MODEL_NAME}.tflite"
    convert(network, model_file, examples)
    write_spec(ModelSpec(tuple(labels)), model_file)
    probabilities = _predict(network, validation)
    history = [row for stage in ("head", "fine") for row in _stage_history(stage, output_dir)]
    _write_charts(probabilities, truth, labels, history, output_dir)
    record = {
        **task,
        NETWORK_HASH: file_hash(network_file),
        "calibration": {
            "shift": [round(float(value), 4) for value in shift],
            "temperature": round(temperature, 4),
        },
        "versions": {name: version(name) for name in _PACKAGES}
        | {"python": platform.python_version()},
        "history": history,
    }
    write_text(output_dir / "training.json", json.dumps(record, indent=2) + "\n")
    return model_file


def read_calibration(network_file: Path) -> tuple[NDArray[np.float64], float] | None:
    """Return shift and temperature of `calibrate` from the record beside a network.

    Returns:
        None if there is no such record, or it belongs to another network.
    """
    try:
        text = (network_file.parent / "training.json").read_text(encoding="utf-8")
        record = json.loads(text)
        calibration = record["calibration"]
        shift = np.array(calibration["shift"], np.float64)
        temperature = float(calibration["temperature"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
    is_usable = shift.ndim == 1 and np.isfinite([*shift, temperature]).all() and temperature > 0
    return (shift, temperature) if is_usable and is_record_of(record, network_file) else None


def _predict(network: keras.Model, validation: Validation) -> NDArray[np.float32]:
    return np.asarray(network.predict(validation.crops, batch_size=256, verbose=0), np.float32)


def _write_charts(
    probabilities: NDArray[np.float32],
    truth: NDArray[np.int64],
    labels: Sequence[MaskLabel],
    history: Sequence[Mapping[str, str]],
    output_dir: Path,
) -> None:
    """Write the curves, the confusion matrix, the reliability diagram and the report."""
    names = [label.value for label in labels]
    likeliest = probabilities.argmax(axis=1)
    confidence, is_correct = probabilities.max(axis=1), likeliest == truth
    with written_by_path(output_dir / "curves.png") as made:
        plots.draw_curves(history, made)
    with written_by_path(output_dir / "confusion_matrix.png") as made:
        plots.draw_confusion_matrix(truth.tolist(), likeliest, names, made)
    with written_by_path(output_dir / "reliability.png") as made:
        plots.draw_reliability(confidence, is_correct, made)
    with written_by_path(output_dir / "classification_report.txt") as made:
        plots.write_report(truth.tolist(), likeliest, names, made)


def _stage_history(stage: str, output_dir: Path) -> list[dict[str, str]]:
    rows = read_history(output_dir / "work" / f"{stage}.csv")
    return [{"stage": stage, **row} for row in rows]


def describe_samples(samples: Sequence[Sample]) -> dict[str, Any]:
    """Return the counts of samples, and a hash over the names, labels and contents, sorted."""
    digest = sha256()
    for sample in sorted(samples, key=lambda sample: (sample.path.name, sample.label)):
        digest.update(name_bytes(f"{sample.path.name} {sample.label}\n"))
        digest.update(sample.path.read_bytes())
    cells = Counter(f"{s.source}/{s.label}/{s.band}" for s in samples)
    return {
        "faces": len(samples),
        "sha256": digest.hexdigest(),
        "cells": dict(sorted(cells.items())),
    }
