"""Judges every picture by a network that has not seen it: one training a fold."""

from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

import keras
import numpy as np
from numpy.typing import NDArray

from maskapp.records import MaskLabel
from maskapp.training.data.sample import Sample
from maskapp.training.fitting.batches import plain_crops
from maskapp.training.fitting.network import build_network
from maskapp.training.fitting.training_loop import fit
from maskapp.training.plan import TrainingPlan

_BATCH_SIZE = 256


def group_folds(samples: Sequence[Sample], folds: int, seed: int) -> list[str]:
    """Which of several folds each sample falls to; a group is never parted."""
    digests = (sha256(f"{seed}:{sample.group}".encode()).digest() for sample in samples)
    return [str(int.from_bytes(digest[:8], "big") % folds) for digest in digests]


def cross_validate(
    samples: Sequence[Sample],
    folds: Sequence[str],
    labels: Sequence[MaskLabel],
    base_weights: Path | None,
    plan: TrainingPlan,
    work_dir: Path,
) -> NDArray[np.float32]:
    """Train a network without each fold in turn and let it judge that fold.

    What is done is kept in the work folder, so that it can be stopped and gone on with.

    Args:
        samples: Each has a box.
        folds: The fold of each sample; its source for leave-one-source-out.
        labels: The networks' labels, in order.
        base_weights: As `build_network` takes it.
        plan: How each is trained; all epochs are run.
        work_dir: Gets a folder for each fold, with its `network.keras`.

    Returns:
        (n, labels), float32, probabilities.
    """
    judged = np.zeros((len(samples), len(labels)), np.float32)
    for fold in sorted(set(folds)):
        inside = np.array([name == fold for name in folds])
        file = work_dir / f"{fold}.npy"
        if not file.is_file():
            others = [sample for sample, here in zip(samples, inside, strict=True) if not here]
            own = [sample for sample, here in zip(samples, inside, strict=True) if here]
            network = _trained(others, labels, base_weights, plan, work_dir / fold)
            crops = plain_crops(own, plan.input_size_px)
            np.save(file, network.predict(crops, batch_size=_BATCH_SIZE, verbose=0))
        judged[inside] = np.load(file)
    return judged


def _trained(
    samples: Sequence[Sample],
    labels: Sequence[MaskLabel],
    base_weights: Path | None,
    plan: TrainingPlan,
    work_dir: Path,
) -> keras.Model:
    work_dir.mkdir(parents=True, exist_ok=True)
    keras.utils.set_random_seed(plan.seed)
    network = build_network(base_weights, len(labels), plan)
    fit(network, samples, None, labels, plan, work_dir)
    network.save(work_dir / "network.keras")
    return network
