"""Trains the network: the head first, then the upper blocks; can be stopped and resumed."""

import csv
import json
import platform
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any

import keras
import numpy as np
from numpy.typing import NDArray

from maskapp.errors import DatasetError, OutputError
from maskapp.pipeline.model_spec import ModelSpec, write_spec
from maskapp.records import CLASS_LABELS, MaskLabel
from maskapp.training import plots
from maskapp.training.augment import Rendering
from maskapp.training.convert import convert
from maskapp.training.dataset import (
    Sample,
    locate_faces,
    read_samples,
    sampling_weights,
    split_by_group,
)
from maskapp.training.feed import AugmentedBatches, one_hot, plain_crops, rendered_crops
from maskapp.training.network import INPUT_SIZE_PX, build_network, set_trainable_from

MODEL_NAME = "mask_detector"
_FEWEST_A_LABEL = 10
# Real masks worn wrong are too few, and some mislabelled, to weigh as much as the others.
_JUDGEMENT_SHARES = {
    MaskLabel.WITH_MASK: 0.4,
    MaskLabel.WITHOUT_MASK: 0.4,
    MaskLabel.INCORRECT_MASK: 0.2,
}


@dataclass(frozen=True, slots=True)
class TrainingPlan:
    """What a training does; kept beside the weights.

    Attributes:
        seed: Settles the split, the draws and the initial head.
        validation_share: Of the groups.
        batch_size: Faces in a step.
        steps: Batches in an epoch.
        head_epochs: With the base frozen.
        fine_epochs: At most, with the upper blocks learning.
        first_block: The lowest block of the base that learns, 0 to 16.
        head_rate: Learning rate of the head alone.
        fine_rate: Highest learning rate after that; falls to nothing as a cosine.
        patience: Epochs without a better validation loss before it stops early.
        label_smoothing: Keeps the network from being surer than its labels are.
    """

    seed: int = 1
    validation_share: float = 0.12
    batch_size: int = 64
    steps: int = 160
    head_epochs: int = 1
    fine_epochs: int = 12
    first_block: int = 3
    head_rate: float = 2e-3
    fine_rate: float = 3e-4
    patience: int = 4
    label_smoothing: float = 0.02


@dataclass(frozen=True, slots=True, eq=False)
class Validation:
    """Faces that choose the best epoch; weights balance source, label and height."""

    crops: NDArray[np.float32]
    labels: list[MaskLabel]
    weights: NDArray[np.float64]


def train(data_dir: Path, base_weights: Path | None, output_dir: Path, plan: TrainingPlan) -> Path:
    """Train a network and write it with all that is to be known of it.

    Writes `mask_detector.keras`, `.tflite` and `.json`, the curves, the confusion matrix,
    the report, and `training.json` with the plan, the data and the package versions. Run
    again with the same output folder it goes on after the last finished epoch.

    Args:
        data_dir: One sub-folder for each label, with or without a `manifest.csv`.
        base_weights: ImageNet weights of the base; None downloads them.
        output_dir: Made where missing.
        plan: What to do.

    Returns:
        The `.tflite` file.

    Raises:
        DatasetError: The data is missing or too little.
        ModelError: The base weights cannot be used.
        OutputError: The output folder cannot be made.
    """
    work_dir = output_dir / "work"
    try:
        work_dir.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"The folder {work_dir} cannot be made: {error.strerror}.") from error
    keras.utils.set_random_seed(plan.seed)
    samples = locate_faces(read_samples(data_dir), work_dir / "faces.npz")
    labels = labels_present(samples)
    training, held_out = split_by_group(samples, plan.validation_share, plan.seed)
    data = {"training": describe(training), "validation": describe(held_out)}
    _refuse_other_data({"plan": asdict(plan), "data": data}, work_dir)
    validation = validation_set(held_out, labels, plan.seed)
    network = build_network(base_weights, len(labels))
    _fit(network, training, validation, labels, plan, work_dir)
    best = keras.saving.load_model(work_dir / "best.keras", compile=False)
    _write_results(best, data, validation, labels, plan, output_dir)
    return output_dir / f"{MODEL_NAME}.tflite"


def _refuse_other_data(task: dict[str, Any], work_dir: Path) -> None:
    """A training that is resumed goes on with what it began with, or not at all."""
    file = work_dir / "task.json"
    text = json.dumps(task, indent=2) + "\n"
    if file.is_file() and file.read_text(encoding="utf-8") != text:
        raise DatasetError(
            f"{work_dir.parent} holds a training with another plan or other pictures; "
            "name another output folder, or remove it to begin anew."
        )
    file.write_text(text, encoding="utf-8")


def labels_present(samples: Sequence[Sample]) -> tuple[MaskLabel, ...]:
    """The labels that the network will have: two, or three where masks worn wrong are known.

    Raises:
        DatasetError: A label has too few faces.
    """
    counts = Counter(sample.label for sample in samples)
    labels = tuple(label for label in CLASS_LABELS if counts[label] or label in CLASS_LABELS[:2])
    for label in labels:
        if counts[label] < _FEWEST_A_LABEL:
            raise DatasetError(
                f"Only {counts[label]} faces are labelled {label}; "
                f"at least {_FEWEST_A_LABEL} are needed."
            )
    return labels


def validation_set(
    held_out: Sequence[Sample], labels: Sequence[MaskLabel], seed: int
) -> Validation:
    """The held-out faces, and the bare ones among them once more with a rendered mask."""
    if not set(labels[:2]) <= {sample.label for sample in held_out}:
        raise DatasetError("Too few groups of pictures: none is left over for validation.")
    bare = [sample for sample in held_out if sample.label is MaskLabel.WITHOUT_MASK]
    wrong = 0.6 if MaskLabel.INCORRECT_MASK in labels else 0.0
    rendering = Rendering(wrong=wrong, proper=0.4, occluder=0.0)
    rendered_as_cut, rendered = rendered_crops(bare, rendering, INPUT_SIZE_PX, seed)
    faces = [*held_out, *rendered]
    return Validation(
        np.concatenate([plain_crops(held_out, INPUT_SIZE_PX), rendered_as_cut]),
        [sample.label for sample in faces],
        sampling_weights(faces, _JUDGEMENT_SHARES),
    )


def _fit(
    network: keras.Model,
    training: Sequence[Sample],
    validation: Validation,
    labels: Sequence[MaskLabel],
    plan: TrainingPlan,
    work_dir: Path,
) -> None:
    """Run what is left of both stages; `best.keras` holds the best epoch of all."""
    targets = one_hot(validation.labels, labels)
    weights = validation.weights * len(targets)
    first_epoch = 0
    for name, epochs, rate, first_block in (
        ("head", plan.head_epochs, plan.head_rate, None),
        ("fine", plan.fine_epochs, plan.fine_rate, plan.first_block),
    ):
        history_file = work_dir / f"{name}.csv"
        epochs_done = len(read_history(history_file))
        set_trainable_from(network, first_block)
        network.compile(
            keras.optimizers.AdamW(
                keras.optimizers.schedules.CosineDecay(
                    initial_learning_rate=rate / 10,
                    decay_steps=epochs * plan.steps,
                    alpha=1e-3,
                    warmup_target=rate,
                    warmup_steps=plan.steps // 4,
                ),
                weight_decay=1e-4,
            ),
            keras.losses.CategoricalCrossentropy(label_smoothing=plan.label_smoothing),
            metrics=["accuracy"],
            weighted_metrics=[keras.metrics.CategoricalAccuracy(name="balanced_accuracy")],
        )
        network.fit(
            AugmentedBatches(
                training,
                labels,
                INPUT_SIZE_PX,
                plan.batch_size,
                plan.steps,
                plan.seed,
                first_epoch + epochs_done,
            ),
            epochs=epochs,
            validation_data=(validation.crops, targets, weights),
            validation_batch_size=256,
            callbacks=_callbacks(name, work_dir, plan),
            verbose=2,
        )
        first_epoch += epochs


def _callbacks(stage: str, work_dir: Path, plan: TrainingPlan) -> list[keras.callbacks.Callback]:
    losses = [
        float(row["val_loss"])
        for name in ("head", "fine")
        for row in read_history(work_dir / f"{name}.csv")
    ]
    best = min(losses, default=None)
    return [
        keras.callbacks.BackupAndRestore(work_dir / f"backup_{stage}", delete_checkpoint=False),
        keras.callbacks.CSVLogger(work_dir / f"{stage}.csv", append=True),
        keras.callbacks.ModelCheckpoint(
            work_dir / "best.keras", save_best_only=True, initial_value_threshold=best
        ),
        keras.callbacks.EarlyStopping(patience=plan.patience),
    ]


def read_history(file: Path) -> list[dict[str, str]]:
    """The finished epochs of a stage, as its CSV log has them."""
    if not file.is_file():
        return []
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _write_results(
    network: keras.Model,
    data: dict[str, Any],
    validation: Validation,
    labels: Sequence[MaskLabel],
    plan: TrainingPlan,
    output_dir: Path,
) -> None:
    network.save(output_dir / f"{MODEL_NAME}.keras")
    model_file = output_dir / f"{MODEL_NAME}.tflite"
    convert(network, model_file)
    write_spec(ModelSpec(tuple(labels)), model_file)
    history = [row for stage in ("head", "fine") for row in _stage_history(stage, output_dir)]
    plots.draw_curves(history, output_dir / "curves.png")
    judged = np.argmax(network.predict(validation.crops, batch_size=256, verbose=0), axis=1)
    truth = [list(labels).index(label) for label in validation.labels]
    names = [label.value for label in labels]
    plots.draw_confusion_matrix(truth, judged, names, output_dir / "confusion_matrix.png")
    plots.write_report(truth, judged, names, output_dir / "classification_report.txt")
    record = {
        "plan": asdict(plan),
        "data": data,
        "versions": {
            name: version(name) for name in ("tensorflow", "keras", "numpy", "opencv-python")
        }
        | {"python": platform.python_version()},
        "history": history,
    }
    text = json.dumps(record, indent=2) + "\n"
    (output_dir / "training.json").write_text(text, encoding="utf-8")


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
