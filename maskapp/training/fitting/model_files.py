"""Writes what came out of a training, and all that is to be known of it."""

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
from maskapp.training.data.sample import Sample
from maskapp.training.fitting.calibrate import calibrate, live_weights, prior_shift, uncertain_limit
from maskapp.training.fitting.convert_to_tflite import convert
from maskapp.training.fitting.training_loop import Validation, read_history
from maskapp.training.measuring import plots

MODEL_NAME = "mask_detector"
_PACKAGES = ("tensorflow", "keras", "numpy", "opencv-python")


def write_results(
    network: keras.Model,
    validation: Validation,
    labels: Sequence[MaskLabel],
    drawn: Mapping[MaskLabel, float],
    examples: NDArray[np.float32],
    task: dict[str, Any],
    output_dir: Path,
) -> Path:
    """Calibrate a trained network and write it with its report.

    Args:
        network: Its probabilities become calibrated.
        validation: Faces to calibrate by and to report on.
        labels: The network's labels, in order.
        drawn: How often the training showed each label.
        examples: As `convert` takes them.
        task: What was done, for the record.
        output_dir: Also holds the history of the training.

    Returns:
        The `.tflite` file.
    """
    truth = np.array([list(labels).index(label) for label in validation.labels])
    given = network.predict(validation.crops, batch_size=256, verbose=0)
    weights = live_weights(truth, labels)
    shift = prior_shift(drawn, labels)
    temperature = calibrate(network, shift, given, truth, weights)
    network.save(output_dir / f"{MODEL_NAME}.keras")
    model_file = output_dir / f"{MODEL_NAME}.tflite"
    convert(network, model_file, examples)
    write_spec(ModelSpec(tuple(labels)), model_file)
    given = network.predict(validation.crops, batch_size=256, verbose=0)
    history = [row for stage in ("head", "fine") for row in _stage_history(stage, output_dir)]
    plots.draw_curves(history, output_dir / "curves.png")
    names = [label.value for label in labels]
    judged = given.argmax(axis=1)
    plots.draw_confusion_matrix(truth.tolist(), judged, names, output_dir / "confusion_matrix.png")
    plots.draw_reliability(given.max(axis=1), judged == truth, output_dir / "reliability.png")
    plots.write_report(truth.tolist(), judged, names, output_dir / "classification_report.txt")
    record = {
        **task,
        "calibration": {
            "shift": [round(float(value), 4) for value in shift],
            "temperature": round(temperature, 4),
            "uncertain_below": uncertain_limit(given, truth, weights),
        },
        "versions": {name: version(name) for name in _PACKAGES}
        | {"python": platform.python_version()},
        "history": history,
    }
    text = json.dumps(record, indent=2) + "\n"
    (output_dir / "training.json").write_text(text, encoding="utf-8")
    return model_file


def _stage_history(stage: str, output_dir: Path) -> list[dict[str, str]]:
    rows = read_history(output_dir / "work" / f"{stage}.csv")
    return [{"stage": stage, **row} for row in rows]


def describe(samples: Sequence[Sample]) -> dict[str, Any]:
    """Counts, and a hash over names, labels and content of all pictures in order of their names."""
    digest = sha256()
    for sample in sorted(samples, key=lambda sample: (sample.path.name, sample.label)):
        digest.update(f"{sample.path.name} {sample.label}\n".encode())
        digest.update(sample.path.read_bytes())
    cells = Counter(f"{s.source}/{s.label}/{s.band}" for s in samples)
    return {
        "faces": len(samples),
        "sha256": digest.hexdigest(),
        "cells": dict(sorted(cells.items())),
    }
