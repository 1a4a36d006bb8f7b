"""Classification of every picture with a network that has not seen it, one per fold."""

import io
from collections.abc import Callable, Sequence
from hashlib import sha256
from pathlib import Path

import keras
import numpy as np
from numpy.typing import NDArray

from maskapp.files.private_files import replacing
from maskapp.records import MaskLabel
from maskapp.training.data.fingerprint import name_bytes
from maskapp.training.data.sample import Sample
from maskapp.training.fitting.batches import plain_crops
from maskapp.training.fitting.network import build_network
from maskapp.training.fitting.training_loop import fit
from maskapp.training.plan import TrainingPlan

_BATCH_SIZE = 256


def group_folds(samples: Sequence[Sample], folds: int, seed: int) -> list[str]:
    """Return the name of each sample's fold, "0" and up; a group is never split."""
    digests = (sha256(name_bytes(f"{seed}:{sample.group}")).digest() for sample in samples)
    return [str(int.from_bytes(digest[:8], "big") % folds) for digest in digests]


def train_on(
    samples: Sequence[Sample],
    labels: Sequence[MaskLabel],
    base_weights: Path | None,
    plan: TrainingPlan,
    work_dir: Path,
) -> keras.Model:
    """Train a network on all samples, without validation, and save it as `network.keras`."""
    work_dir.mkdir(parents=True, exist_ok=True)
    keras.utils.set_random_seed(plan.seed)
    network = build_network(base_weights, len(labels), plan)
    fit(network, samples, None, labels, plan, work_dir)
    network.save(work_dir / "network.keras")
    return network


def cross_validate(
    samples: Sequence[Sample],
    folds: Sequence[str],
    labels: Sequence[MaskLabel],
    base_weights: Path | None,
    plan: TrainingPlan,
    work_dir: Path,
    train: Callable[..., keras.Model] = train_on,
) -> NDArray[np.float32]:
    """Classify each fold with a network that is trained on the other folds.

    Finished folds are kept in the work folder, so that a stopped study can be resumed.

    Args:
        samples: Each has a box.
        folds: The name of each sample's fold; its collection, to leave one collection out.
        labels: The networks' labels, in order.
        base_weights: See `build_network`.
        plan: How each network is trained; there is no early stop.
        work_dir: Receives a folder per fold, with its `network.keras`.
        train: Trains a network; takes the parameters of `train_on`.

    Returns:
        (n, labels), float32, probabilities.
    """
    probabilities = np.zeros((len(samples), len(labels)), np.float32)
    for fold in sorted(set(folds)):
        inside = np.array([name == fold for name in folds])
        file = work_dir / f"{fold}.npy"
        if not file.is_file():
            others = [sample for sample, here in zip(samples, inside, strict=True) if not here]
            own = [sample for sample, here in zip(samples, inside, strict=True) if here]
            network = train(others, labels, base_weights, plan, work_dir / fold)
            crops = plain_crops(own, plan.input_size_px)
            answers = network.predict(crops, batch_size=_BATCH_SIZE, verbose=0)
            content = io.BytesIO()  # NumPy does not say why it could not write to a file
            np.save(content, answers)
            with replacing(file) as output:  # a part of it would be taken for a finished fold
                output.write(content.getbuffer())
        probabilities[inside] = np.load(file)
    return probabilities
