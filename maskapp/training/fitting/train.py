"""Trains the network: the head first, then the upper blocks; can be stopped and resumed."""

import json
import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import keras
import numpy as np
from numpy.typing import NDArray

from maskapp.errors import DatasetError, ModelError, OutputError
from maskapp.records import CLASS_LABELS, MaskLabel
from maskapp.training.data.dataset import locate_faces, read_samples
from maskapp.training.data.sample import Sample
from maskapp.training.data.sampling import sampling_weights, split_by_group
from maskapp.training.fitting.batches import (
    AugmentedBatches,
    drawn_shares,
    plain_crops,
    rendered_crops,
)
from maskapp.training.fitting.model_files import describe, write_results
from maskapp.training.fitting.network import build_network, load_trained_network
from maskapp.training.fitting.training_loop import Validation, fit
from maskapp.training.plan import TrainingPlan
from maskapp.training.rendering.render_on_bare import RenderShares

_FEWEST_A_LABEL = 10
_VIEWS_AN_EPOCH = 4  # of each face; more would wear out what is few
_EXAMPLE_BATCHES = 8
# Real masks worn wrong are too few, and some mislabelled, to weigh as much as the others.
_VALIDATION_SHARES = {
    MaskLabel.WITH_MASK: 0.4,
    MaskLabel.WITHOUT_MASK: 0.4,
    MaskLabel.INCORRECT_MASK: 0.2,
}


def train(
    data_dir: Path,
    output_dir: Path,
    plan: TrainingPlan,
    *,
    base_weights: Path | None = None,
    start_from: Path | None = None,
) -> Path:
    """Train a network and write it with all that is to be known of it.

    Writes `mask_detector.keras`, `.tflite` and `.json`, the curves, the confusion matrix,
    the reliability plot, the report, and `training.json` with the plan, the data and the
    package versions. Run again with the same output folder it goes on after the last
    finished epoch.

    Args:
        data_dir: One sub-folder for each label, with or without a `manifest.csv`.
        output_dir: Made where missing.
        plan: What to do.
        base_weights: ImageNet weights of the base; None downloads them.
        start_from: A trained network (`.keras`) to go on from, in place of base weights.

    Returns:
        The `.tflite` file.

    Raises:
        DatasetError: The data is missing or too little.
        ModelError: The base weights or the network to go on from cannot be used.
        OutputError: The output folder cannot be made.
    """
    task: dict[str, Any] = {"start": describe_start(base_weights, start_from)}
    pictures = read_samples(data_dir)
    _refuse_missing_labels(pictures, data_dir)
    work_dir = output_dir / "work"
    try:
        work_dir.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"The folder {work_dir} cannot be made: {error.strerror}.") from error
    keras.utils.set_random_seed(plan.seed)
    samples = locate_faces(pictures, work_dir / "faces.npz")
    if len(samples) < len(pictures):
        print(f"No face was found in {len(pictures) - len(samples)} pictures; they are left out.")
    labels = labels_present(samples)
    training, held_out = split_by_group(samples, plan.validation_share, plan.seed)
    if start_from is None:
        network = build_network(base_weights, len(labels), plan)
    else:
        network = load_trained_network(start_from, len(labels))
    most_steps = math.ceil(_VIEWS_AN_EPOCH * len(training) / plan.batch_size)
    steps = min(plan.steps, most_steps)
    plan = replace(plan, steps=steps, input_size_px=network.input_shape[1])
    data = {"training": describe(training), "validation": describe(held_out)}
    task = {"plan": asdict(plan), **task, "data": data}
    require_same_task(task, work_dir)
    validation = validation_set(held_out, labels, plan)
    fit(network, training, validation, labels, plan, work_dir)
    best = keras.saving.load_model(work_dir / "best.keras", compile=False)
    examples = typical_crops(training, labels, plan)
    drawn = drawn_shares(training, labels, plan.seed)
    return write_results(best, validation, labels, drawn, examples, task, output_dir)


def describe_start(base_weights: Path | None, start_from: Path | None) -> dict[str, str]:
    """What the weights are before the training, as the record tells it.

    Raises:
        ModelError: There is no such file.
    """
    file = start_from or base_weights
    if file is None:
        return {"name": "imagenet"}
    if not file.is_file():
        raise ModelError(f"There is no file of weights {file}.")
    return {"name": file.name, "sha256": sha256(file.read_bytes()).hexdigest()}


def require_same_task(task: dict[str, Any], work_dir: Path) -> None:
    """A training that is resumed goes on with what it began with, or not at all.

    Args:
        task: What it begins with.
        work_dir: Where that is noted.

    Raises:
        DatasetError: It began with something else.
    """
    file = work_dir / "task.json"
    text = json.dumps(task, indent=2) + "\n"
    if file.is_file() and file.read_text(encoding="utf-8") != text:
        raise DatasetError(
            f"{work_dir} holds a training with another plan or other pictures; "
            "name another output folder, or remove it to begin anew."
        )
    file.write_text(text, encoding="utf-8")


def _refuse_missing_labels(samples: Sequence[Sample], data_dir: Path) -> None:
    present = {sample.label for sample in samples}
    for label in CLASS_LABELS:
        optional = label is MaskLabel.INCORRECT_MASK and not (data_dir / label.value).is_dir()
        if label not in present and not optional:
            raise DatasetError(
                f"{data_dir} has no pictures labelled {label}; they belong in its folder {label}."
            )


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
                f"Only {counts[label]} faces labelled {label} were found; "
                f"at least {_FEWEST_A_LABEL} are needed."
            )
    return labels


def validation_set(
    held_out: Sequence[Sample], labels: Sequence[MaskLabel], plan: TrainingPlan
) -> Validation:
    """The held-out faces, and the bare ones among them once more with a rendered mask."""
    for label in labels[:2]:
        if label not in {sample.label for sample in held_out}:
            raise DatasetError(
                f"No face labelled {label} is left over for validation: all of them are of one "
                "group; give the pictures of other scenes or people other groups."
            )
    bare = [sample for sample in held_out if sample.label is MaskLabel.WITHOUT_MASK]
    size_px = plan.input_size_px
    wrong = 0.6 if MaskLabel.INCORRECT_MASK in labels else 0.0
    rendering = RenderShares(wrong=wrong, proper=0.4, occluder=0.0)
    rendered_as_cut, rendered = rendered_crops(bare, rendering, size_px, plan.seed)
    faces = [*held_out, *rendered]
    return Validation(
        np.concatenate([plain_crops(held_out, size_px), rendered_as_cut]),
        [sample.label for sample in faces],
        sampling_weights(faces, _VALIDATION_SHARES),
    )


def typical_crops(
    training: Sequence[Sample], labels: Sequence[MaskLabel], plan: TrainingPlan
) -> NDArray[np.float32]:
    """Some hundred faces as the training shows them, to choose the ranges of integers by."""
    batches = AugmentedBatches(
        training, labels, plan.input_size_px, plan.batch_size, _EXAMPLE_BATCHES, plan.seed
    )
    return np.concatenate([batches[index][0] for index in range(_EXAMPLE_BATCHES)])
