"""Labels in a text file, a line each: "0 No Mask", as Teachable Machine writes it, or "No Mask"."""

import re
from pathlib import Path

from maskapp.display_names import foreign_message
from maskapp.errors import ModelError
from maskapp.files.regular_files import is_regular_file, read_regular_file
from maskapp.pipeline.models.label_names import label_named
from maskapp.records import MaskLabel

LABELS_FILE_NAME = "labels.txt"

_NUMBER = re.compile(r"^\s*\d+[\s:.,;=-]+(?=\S)")
_MOST_BYTES = 1 << 20
_LONGEST_WORD = 40


def labels_file(model: Path) -> Path | None:
    """Return the labels file of a model: beside it or, for a folder, in it; None without one."""
    found = (folder / LABELS_FILE_NAME for folder in (model, model.parent))
    return next((file for file in found if is_regular_file(file)), None)


def read_labels(file: Path) -> tuple[MaskLabel, ...]:
    """Read a labels file.

    Raises:
        ModelError: It cannot be read, or holds something that is no label.
    """
    try:
        lines = label_lines(read_regular_file(file, _MOST_BYTES))
    except OSError as error:
        raise ModelError(f"The labels file {file} cannot be read: {error.strerror}.") from error
    labels = parse_labels(lines)
    if labels is None:
        names = foreign_message(", ".join(lines) or "nothing", longest=4 * _LONGEST_WORD)
        raise ModelError(
            f"The labels file {file} names {names}; it must name two or three of with_mask, "
            "without_mask and incorrect_mask, one a line and each once."
        )
    return labels


def label_lines(content: bytes) -> list[str]:
    """Return the names in a labels file, without their numbers."""
    lines = content.decode("utf-8-sig", errors="replace").splitlines()
    return [_NUMBER.sub("", line).strip() for line in lines if line.strip()]


def parse_labels(names: list[str]) -> tuple[MaskLabel, ...] | None:
    """Return the labels that names mean; None unless all mean one, and each another."""
    labels = tuple(label for name in names if (label := label_named(name)) is not None)
    is_whole = len(labels) == len(names) == len(set(labels)) and len(labels) in (2, 3)
    return labels if is_whole else None
