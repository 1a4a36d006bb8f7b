"""Training of the network on labelled pictures; can be stopped and resumed."""

import json
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import keras
import numpy as np
from numpy.typing import NDArray

from maskapp.errors import DatasetError, ModelError
from maskapp.outputs.overwriting import refuse_overwriting
from maskapp.records import CLASS_LABELS, MaskLabel
from maskapp.training.data.coco import ANNOTATIONS
from maskapp.training.data.dataset import locate_faces, read_collections
from maskapp.training.data.sample import Sample
from maskapp.training.data.sampling import sampling_weights
from maskapp.training.data.saved_files import write_text
from maskapp.training.data.split import split_by_group
from maskapp.training.fitting.batches import (
    AugmentedBatches,
    drawn_shares,
    plain_crops,
    rendered_crops,
)
from maskapp.training.fitting.calibrate import undo_calibration
from maskapp.training.fitting.model_files import (
    MODEL_NAME,
    describe_samples,
    read_calibration,
    write_results,
)
from maskapp.training.fitting.network import build_network, load_trained_network, with_labels
from maskapp.training.fitting.record import file_hash
from maskapp.training.fitting.soup import average_epochs
from maskapp.training.fitting.training_loop import Validation, averaged, fit, validation_loss
from maskapp.training.fitting.work_folder import work_folder
from maskapp.training.plan import TrainingPlan
from maskapp.training.rendering.render_on_bare import RenderShares

_MIN_FACES_PER_LABEL = 10
_MAX_VIEWS_PER_EPOCH = 4  # of each face, on average; more would overfit to a small folder
_EXAMPLE_BATCHES = 8
_ANOTHER_FOLDER = "name another folder that has some too, after --data"
# There are only a few real masks worn wrong, some mislabelled, so they weigh less.
_VALIDATION_SHARES = {
    MaskLabel.WITH_MASK: 0.4,
    MaskLabel.WITHOUT_MASK: 0.4,
    MaskLabel.INCORRECT_MASK: 0.2,
}


def train(
    data_dirs: Sequence[Path],
    output_dir: Path,
    plan: TrainingPlan,
    *,
    base_weights: Path | None = None,
    start_from: Path | None = None,
) -> Path:
    """Train a network and write it with all files that describe it.

    Writes `mask_detector.keras`, `.tflite` and `.json`, the curves, the confusion matrix,
    the reliability diagram, the report, and `training.json` with the plan, the data and the
    package versions. Called again with the same output folder, it continues after the last
    finished epoch.

    Args:
        data_dirs: Folders of labelled faces, see `read_samples`.
        output_dir: The folder for the files; created if needed.
        plan: The hyper-parameters.
        base_weights: ImageNet weights of the base; None downloads them.
        start_from: A trained network (`.keras`) to train further, instead of base weights.

    Returns:
        The `.tflite` file.

    Raises:
        DatasetError: There is no data or not enough of it.
        ModelError: The base weights or the network to train further cannot be used.
        OutputError: A file or folder cannot be written, another training uses the folder, or the
            network to train further is what would be written.
    """
    start = describe_start(base_weights, start_from)
    refuse_overwriting(output_dir / f"{MODEL_NAME}.keras", [start_from] if start_from else [])
    keras.utils.set_random_seed(plan.seed)
    trained = None if start_from is None else load_trained_network(start_from)
    pictures = read_collections(data_dirs)
    _refuse_missing_labels(pictures, data_dirs)
    listed_labels = labels_present(pictures)
    if trained is not None:  # both before time goes into finding their faces
        with_labels(trained, len(listed_labels))
    with work_folder(output_dir) as work_dir:
        training, held_out, labels = _split_faces(pictures, plan, work_dir)
        drawn = drawn_shares(training, labels, plan.seed)
        require_drawn(drawn)
        if trained is None or start_from is None:
            network = build_network(base_weights, len(labels), plan)
        else:
            network = _uncalibrated(with_labels(trained, len(labels)), start_from)
        initial = network.get_weights()
        max_steps = math.ceil(_MAX_VIEWS_PER_EPOCH * len(training) / plan.batch_size)
        steps = min(plan.steps, max_steps)
        plan = replace(plan, steps=steps, input_size_px=network.input_shape[1])
        data = {"training": describe_samples(training), "validation": describe_samples(held_out)}
        task = {"plan": asdict(plan), "start": start, "data": data}
        require_same_task(task, work_dir)
        validation = validation_set(held_out, labels, plan)
        fit(network, training, validation, labels, plan, work_dir)
        epochs = average_epochs(
            network, work_dir, lambda: validation_loss(network, validation, labels)
        )
        if start_from is not None:
            network.set_weights(averaged(initial, network.get_weights(), plan.start_share))
        examples = typical_crops(training, labels, plan)
        record = {**task, "averaged_epochs": epochs}
        return write_results(network, validation, labels, drawn, examples, record, output_dir)


def _split_faces(
    pictures: Sequence[Sample], plan: TrainingPlan, work_dir: Path
) -> tuple[list[Sample], list[Sample], tuple[MaskLabel, ...]]:
    """Return the faces to train on, those held out, and the labels of the network."""
    samples = locate_faces(pictures, work_dir / "faces.npz")
    if len(samples) < len(pictures):
        print(f"No face was found in {len(pictures) - len(samples)} pictures; they are left out.")
    labels = labels_present(samples)
    if len(labels) < len(CLASS_LABELS):
        print(f"No picture is labelled {MaskLabel.INCORRECT_MASK}: the network will not know it.")
    training, held_out = split_by_group(samples, plan.validation_share, plan.seed)
    require_both_sides(training, held_out, labels)
    return training, held_out, labels


def _uncalibrated(network: keras.Model, start_from: Path) -> keras.Model:
    calibration = read_calibration(start_from)
    n_labels = network.output_shape[1]
    if calibration is not None and len(calibration[0]) >= n_labels:
        shift, temperature = calibration
        undo_calibration(network, shift[:n_labels], temperature)
    return network


def describe_start(base_weights: Path | None, start_from: Path | None) -> dict[str, str]:
    """Return the name and hash of the weights that a training starts from, for its record.

    Raises:
        ModelError: The file does not exist.
    """
    file = start_from or base_weights
    if file is None:
        return {"name": "imagenet"}
    if not file.is_file():
        raise ModelError(f"The weights file {file} does not exist.")
    return {"name": file.name, "sha256": file_hash(file)}


def require_same_task(task: dict[str, Any], work_dir: Path) -> None:
    """Record the task of a training, or check that it was started with the same task.

    Args:
        task: The plan, the initial weights and the data.
        work_dir: The folder that keeps the record, `task.json`.

    Raises:
        DatasetError: The folder holds a training with another task.
        OutputError: The record cannot be written.
    """
    file = work_dir / "task.json"
    text = json.dumps(task, indent=2) + "\n"
    if file.is_file() and file.read_text(encoding="utf-8") != text:
        raise DatasetError(
            f"{work_dir} holds a training with another plan or other pictures; "
            "use another output folder, or remove this one to start over."
        )
    write_text(file, text)


def _refuse_missing_labels(samples: Sequence[Sample], data_dirs: Sequence[Path]) -> None:
    present = {sample.label for sample in samples}
    named = ", ".join(map(str, data_dirs))
    are_annotated = all((folder / ANNOTATIONS).is_file() for folder in data_dirs)
    for label in CLASS_LABELS:
        is_expected = any((folder / label.value).is_dir() for folder in data_dirs)
        if label not in present and (label is not MaskLabel.INCORRECT_MASK or is_expected):
            advice = _ANOTHER_FOLDER if are_annotated else f"put some in its folder {label}"
            raise DatasetError(f"{named} has no pictures labelled {label}; {advice}.")


def labels_present(samples: Sequence[Sample]) -> tuple[MaskLabel, ...]:
    """Return the labels of the network: three if there are masks worn wrong, otherwise two.

    Raises:
        DatasetError: There are too few faces of a label.
    """
    counts = Counter(sample.label for sample in samples)
    labels = tuple(label for label in CLASS_LABELS if counts[label] or label in CLASS_LABELS[:2])
    few = [
        f"{counts[label]} labelled {label}"
        for label in labels
        if counts[label] < _MIN_FACES_PER_LABEL
    ]
    if few:
        raise DatasetError(
            f"There are too few faces: {', '.join(few)}; at least {_MIN_FACES_PER_LABEL} are needed"
            f" of each label. Add more, or {_ANOTHER_FOLDER}."
        )
    return labels


def require_both_sides(
    training: Sequence[Sample], held_out: Sequence[Sample], labels: Sequence[MaskLabel]
) -> None:
    """Refuse a split that leaves one side without masked or without bare faces.

    Raises:
        DatasetError: It does; masks worn wrong are rendered on either side.
    """
    for label in labels[:2]:
        for side, samples in (("training", training), ("validation", held_out)):
            if label not in {sample.label for sample in samples}:
                raise DatasetError(
                    f"No face labelled {label} is left for {side}: its pictures are in too few"
                    " groups, which are never split, such as those of one scene or, among"
                    " corrections, of one camera in one hour. Add pictures of other scenes or"
                    f" hours, or {_ANOTHER_FOLDER}."
                )


def require_drawn(shares: Mapping[MaskLabel, float]) -> None:
    """Refuse pictures from which a label would never be shown to the network.

    Args:
        shares: See `drawn_shares`.

    Raises:
        DatasetError: A label has no share.
    """
    for label, share in shares.items():
        if not share:
            raise DatasetError(
                f"No face labelled {label} is left for training: those there are belong to groups"
                " that are held out, and no bare face is large and clear enough to render one on."
                f" Add pictures of other groups or larger bare faces, or {_ANOTHER_FOLDER}."
            )


def validation_set(
    held_out: Sequence[Sample], labels: Sequence[MaskLabel], plan: TrainingPlan
) -> Validation:
    """Return the held-out faces, plus copies of the bare ones with a rendered mask."""
    bare = [sample for sample in held_out if sample.label is MaskLabel.WITHOUT_MASK]
    size_px = plan.input_size_px
    wrong = 0.6 if MaskLabel.INCORRECT_MASK in labels else 0.0
    shares = RenderShares(wrong=wrong, proper=0.4, occluder=0.0)
    crops_of_rendered, rendered = rendered_crops(bare, shares, size_px, plan.seed)
    faces = [*held_out, *rendered]
    return Validation(
        np.concatenate([plain_crops(held_out, size_px), crops_of_rendered]),
        [sample.label for sample in faces],
        sampling_weights(faces, _VALIDATION_SHARES),
    )


def typical_crops(
    training: Sequence[Sample], labels: Sequence[MaskLabel], plan: TrainingPlan
) -> NDArray[np.float32]:
    """Return a few hundred augmented faces, to choose the ranges of integers by."""
    batches = AugmentedBatches(
        training, labels, plan.input_size_px, plan.batch_size, _EXAMPLE_BATCHES, plan.seed
    )
    return np.concatenate([batches[index][0] for index in range(_EXAMPLE_BATCHES)])
