"""Measurement of the network by skin, beard, glasses and head covering."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.stats import binomtest

from maskapp.errors import DatasetError
from maskapp.paths import default_model, training_plan
from maskapp.pipeline.classify import MaskClassifier
from maskapp.records import CLASS_LABELS
from maskapp.settings.settings import Settings
from maskapp.training.data.dataset import locate_faces, read_collections
from maskapp.training.data.face_attributes import ATTRIBUTES, AttributedFace, with_attributes
from maskapp.training.data.split import is_held_out
from maskapp.training.measuring.evaluate_faces import Classifications, classify_samples
from maskapp.training.measuring.text_tables import (
    NOTHING,
    Cell,
    Row,
    Table,
    as_markdown,
    as_text,
    percent,
)
from maskapp.training.plan import read_plan

_CONFIDENCE = 0.95


def study_attributes(data_dirs: Sequence[Path], output_dir: Path) -> None:
    """Print how the program's network classifies the faces of each attribute.

    Writes the table as `attributes.md` and the numbers as `attributes.json`.

    Args:
        data_dirs: Folders with the listed faces; those that training has come to learn from do not
            count.
        output_dir: The folder for both files.

    Raises:
        MaskappError: A folder cannot be used, or has none of the listed faces.
    """
    plan = read_plan(training_plan())
    faces = with_attributes(
        [
            sample
            for sample in read_collections(data_dirs)
            if is_held_out(sample.group, plan.validation_share, plan.seed)
        ]
    )
    if not faces:
        raise DatasetError(
            "None of the faces whose attributes are known are in "
            f"{', '.join(map(str, data_dirs))}; name the folders that the training learned from."
        )
    samples = locate_faces([face.sample for face in faces], output_dir / "faces.npz")
    probabilities = classify_samples(samples, MaskClassifier(default_model()))
    rows = attribute_rows(faces, probabilities)
    table = _table(rows)
    (output_dir / "attributes.md").write_text(as_markdown([table]) + "\n", "utf-8")
    (output_dir / "attributes.json").write_text(json.dumps(rows, indent=2) + "\n", "utf-8")
    print(as_text([table]))


def attribute_rows(
    faces: Sequence[AttributedFace], probabilities: NDArray[np.floating]
) -> dict[str, dict[str, Any]]:
    """Return the numbers of all faces, and of the faces with each value of each attribute.

    Args:
        faces: The faces.
        probabilities: (n, 3), float, one column for each of `CLASS_LABELS`.

    Returns:
        By `all` or by attribute and value (`skin dark`): `faces`, `right` (of those whose
        likeliest label is right), `interval` (of the share of the right, 95 %, by Wilson),
        `uncertain` (the number), and `by_label` (`faces` and `right` of each label). Values that no
        face has are missing.
    """
    rows = {"all": _row(faces, probabilities)}
    for name, values in ATTRIBUTES.items():
        for value in values:
            inside = [i for i, face in enumerate(faces) if face.values[name] == value]
            if inside:
                rows[f"{name} {value}"] = _row([faces[i] for i in inside], probabilities[inside])
    return rows


def _row(faces: Sequence[AttributedFace], probabilities: NDArray[np.floating]) -> dict[str, Any]:
    truth = [face.sample.label for face in faces]
    classified = Classifications(truth, probabilities)
    is_right = classified.is_correct
    right = int(is_right.sum())
    interval = binomtest(right, len(faces)).proportion_ci(_CONFIDENCE, method="wilson")
    by_label = {}
    for label in CLASS_LABELS:
        has_label = np.array([true is label for true in truth])
        by_label[label.value] = {
            "faces": int(has_label.sum()),
            "right": int(is_right[has_label].sum()),
        }
    return {
        "faces": len(faces),
        "right": right,
        "interval": [float(interval.low), float(interval.high)],
        "uncertain": int((classified.confidence < Settings().uncertain_below).sum()),
        "by_label": by_label,
    }


def _table(rows: dict[str, dict[str, Any]]) -> Table:
    return Table(
        "Held-out faces by attribute, and how many of each label were classified correctly",
        ("attribute", "faces", "right", "95 % interval", "uncertain", *CLASS_LABELS),
        tuple(Row(name, _cells(row)) for name, row in rows.items()),
        "Interval: range of the share that is right, by Wilson",
    )


def _cells(row: dict[str, Any]) -> tuple[Cell, ...]:
    low, high = row["interval"]
    counts = (row["by_label"][label.value] for label in CLASS_LABELS)
    texts = [f"{one['right']} of {one['faces']}" if one["faces"] else NOTHING for one in counts]
    return (
        Cell(str(row["faces"])),
        Cell(percent(row["right"] / row["faces"])),
        Cell(f"{percent(low)} to {percent(high)}"),
        Cell(percent(row["uncertain"] / row["faces"])),
        *map(Cell, texts),
    )
