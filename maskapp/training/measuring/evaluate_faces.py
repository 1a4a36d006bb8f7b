"""Measurement of a network on labelled faces."""

from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import confusion_matrix, precision_recall_fscore_support
from tqdm import tqdm

from maskapp.errors import DatasetError
from maskapp.files.picture_files import read_picture
from maskapp.paths import training_plan
from maskapp.pipeline.classify import MaskClassifier
from maskapp.records import CLASS_LABELS, MaskLabel
from maskapp.settings.settings import Settings
from maskapp.training.data.dataset import locate_faces, read_samples
from maskapp.training.data.sample import HEIGHT_BANDS_PX, Sample
from maskapp.training.data.split import held_out_by_all
from maskapp.training.measuring.reliability import calibration, uncertain_shares
from maskapp.training.plan import read_plan

_FACES_AT_ONCE = 64
Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, slots=True, eq=False)
class Classifications:
    """The true labels of some faces and the network's probabilities.

    Attributes:
        truth: The true labels.
        probabilities: (n, 3), float, one column for each of `CLASS_LABELS`.
    """

    truth: Sequence[MaskLabel]
    probabilities: NDArray[np.floating]

    @property
    def likeliest(self) -> list[MaskLabel]:
        """Return the likeliest label of each face."""
        return [CLASS_LABELS[place] for place in np.argmax(self.probabilities, axis=1)]

    @property
    def confidence(self) -> NDArray[np.floating]:
        """Return the probability of the likeliest label, (n,), 0 to 1."""
        return np.asarray(self.probabilities.max(axis=1))

    @property
    def is_correct(self) -> NDArray[np.bool_]:
        """Return whether the likeliest label is the true one, (n,), bool."""
        pairs = zip(self.truth, self.likeliest, strict=True)
        return np.array([true is given for true, given in pairs], np.bool_)

    def report(self) -> dict[str, Any]:
        """Return the numbers that faces and whole pictures have in common.

        Returns:
            `confusion` (counts by true label, then by likeliest label), `calibration` (see the
            function of that name) and `uncertain` (see `uncertain_shares`; for the program's
            default threshold).
        """
        names = [label.value for label in CLASS_LABELS]
        counts = np.zeros((len(names), len(names)), np.int64)
        if self.truth:
            counts = confusion_matrix(self.truth, self.likeliest, labels=CLASS_LABELS)
        return {
            "confusion": {
                name: dict(zip(names, map(int, row), strict=True))
                for name, row in zip(names, counts, strict=True)
            },
            "calibration": calibration(self.confidence, self.is_correct),
            "uncertain": uncertain_shares(
                self.confidence, self.is_correct, Settings().uncertain_below
            ),
        }


@dataclass(frozen=True, slots=True, eq=False)
class ClassifiedFaces:
    """Labelled face pictures and the network's probabilities.

    Attributes:
        samples: The faces; each has a box.
        probabilities: (n, 3), float, one column for each of `CLASS_LABELS`.
        missed: The number of further pictures in which no face was found.
    """

    samples: Sequence[Sample]
    probabilities: NDArray[np.floating]
    missed: int = 0

    @property
    def classifications(self) -> Classifications:
        """Return the true labels with the probabilities."""
        return Classifications([sample.label for sample in self.samples], self.probabilities)


def classify_faces(
    data_dir: Path, classifier: MaskClassifier, *, held_out: bool = False
) -> ClassifiedFaces:
    """Classify labelled face pictures, cropped as the program crops them.

    Args:
        data_dir: See `read_samples`.
        classifier: The network.
        held_out: Classify only the faces that the training of the program's network held out.

    Raises:
        MaskappError: The data cannot be used.
    """
    pictures = read_samples(data_dir)
    if held_out:
        plan = read_plan(training_plan())
        pictures = held_out_by_all(pictures, plan.validation_share, plan.seed)
    samples = locate_faces(pictures)
    if not samples:
        raise DatasetError(f"No face was found in the pictures of {data_dir}.")
    missed = len(pictures) - len(samples)
    return ClassifiedFaces(samples, classify_samples(samples, classifier), missed)


def classify_samples(samples: Sequence[Sample], classifier: MaskClassifier) -> NDArray[np.float32]:
    """Return the probability of each of `CLASS_LABELS` for each sample, (n, 3), float32."""
    probabilities = np.zeros((len(samples), len(CLASS_LABELS)), np.float32)
    with tqdm(total=len(samples), desc="classifying faces", unit="face", disable=None) as progress:
        for start in range(0, len(samples), _FACES_AT_ONCE):
            batch = samples[start : start + _FACES_AT_ONCE]
            crops = []
            for sample in batch:
                assert sample.box is not None
                crops.append(classifier.crop(read_picture(sample.path), sample.box))
            probabilities[start : start + len(batch)] = classifier.classify_crops(crops)
            progress.update(len(batch))
    return probabilities


def faces_report(faces: ClassifiedFaces) -> dict[str, Any]:
    """Return all numbers of labelled faces, ready for JSON.

    Returns:
        `samples`, `missed` (pictures in which no face was found), `accuracy`, `per_class`
        (precision, recall, f1, support), the entries of `Classifications.report`, and
        `by_source`, `by_height` and `by_source_height`, whose rows hold samples, accuracy, and
        recall and support of each label that occurs.
    """
    classifications = faces.classifications
    table = precision_recall_fscore_support(
        classifications.truth, classifications.likeliest, labels=CLASS_LABELS, zero_division=0
    )
    sources = [sample.source for sample in faces.samples]
    bands = [sample.band for sample in faces.samples]
    cells = _by(list(zip(sources, bands, strict=True)), classifications)
    return {
        "samples": len(faces.samples),
        "missed": faces.missed,
        "accuracy": float(classifications.is_correct.mean()),
        "per_class": {
            label.value: {
                "precision": float(precision),
                "recall": float(recall),
                "f1": float(f1),
                "support": int(support),
            }
            for label, precision, recall, f1, support in zip(CLASS_LABELS, *table, strict=True)
        },
        **classifications.report(),
        "by_source": dict(sorted(_by(sources, classifications).items())),
        "by_height": _in_order_of_height(_by(bands, classifications)),
        "by_source_height": {
            source: _in_order_of_height(
                {band: row for (name, band), row in cells.items() if name == source}
            )
            for source in sorted(set(sources))
        },
    }


def _in_order_of_height(rows: Mapping[str, Any]) -> dict[str, Any]:
    return {band: rows[band] for band in HEIGHT_BANDS_PX if band in rows}


def _by(keys: Sequence[Key], classifications: Classifications) -> dict[Key, dict[str, Any]]:
    groups: defaultdict[Key, list[tuple[MaskLabel, bool]]] = defaultdict(list)
    for key, true, right in zip(
        keys, classifications.truth, classifications.is_correct, strict=True
    ):
        groups[key].append((true, bool(right)))
    return {key: _row(group) for key, group in groups.items()}


def _row(group: Sequence[tuple[MaskLabel, bool]]) -> dict[str, Any]:
    by_label = {
        label.value: [right for true, right in group if true is label] for label in CLASS_LABELS
    }
    present = {label: rights for label, rights in by_label.items() if rights}
    return {
        "samples": len(group),
        "accuracy": float(np.mean([right for _, right in group])),
        "recall": {label: float(np.mean(rights)) for label, rights in present.items()},
        "support": {label: len(rights) for label, rights in present.items()},
    }
