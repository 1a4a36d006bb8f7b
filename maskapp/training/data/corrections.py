"""What is known of single pictures of the collections: wrong labels, copies of one photograph."""

import csv
from collections.abc import Sequence
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

from maskapp.records import MaskLabel
from maskapp.training.data.sample import Sample

_CORRECTIONS = Path(__file__).with_name("label_corrections.csv")
_NEAR_DUPLICATES = Path(__file__).with_name("near_duplicates.csv")
_DIGITS = 16  # of a picture's hash


def corrected(samples: Sequence[Sample]) -> list[Sample]:
    """Put right what is known to be wrong in the collections.

    `label_corrections.csv` (file, sha256, label, reason) has labels; without one a picture is
    left out. It was made with `python -m maskapp.training.studies noise`, by looking at each
    picture that networks which had not seen it judged otherwise. Another picture of the same
    name is left as it is.
    """
    listed = {row["file"]: row for row in _rows(_CORRECTIONS)}
    right = []
    for sample in samples:
        row = listed.get(_short(sample))
        if row is None or _digest(sample.path) != row["sha256"]:
            right.append(sample)
        elif row["label"]:
            right.append(replace(sample, label=MaskLabel(row["label"])))
    return right


def joined(samples: Sequence[Sample]) -> list[Sample]:
    """Make one of groups that share a photograph.

    `near_duplicates.csv` (file, group) names all of their pictures; it was made with
    `python -m maskapp.training.studies duplicates`.
    """
    groups = {row["file"]: row["group"] for row in _rows(_NEAR_DUPLICATES)}
    return [replace(sample, group=groups.get(_short(sample), sample.group)) for sample in samples]


def _short(sample: Sample) -> str:
    """The picture's name as the lists have it, with its label's folder."""
    return f"{sample.path.parent.name}/{sample.path.name}"


def _digest(picture: Path) -> str:
    """The beginning of a picture's hash; "" where it cannot be read, which is told later."""
    try:
        return sha256(picture.read_bytes()).hexdigest()[:_DIGITS]
    except OSError:
        return ""


def _rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))
