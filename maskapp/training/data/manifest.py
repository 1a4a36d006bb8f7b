"""Reads the list of a folder's labelled pictures."""

import csv
from pathlib import Path

from maskapp.display_names import foreign_message
from maskapp.errors import DatasetError
from maskapp.records import Box
from maskapp.training.data.annotation_checks import checked_box, checked_file, checked_label
from maskapp.training.data.sample import Sample

MANIFEST = "manifest.csv"
_COLUMNS = ("file", "label", "source", "group", *Box._fields)


def read_manifest(manifest: Path) -> list[Sample]:
    """Read a `manifest.csv` (file, label, source, group, x1, y1, x2, y2).

    A picture without a group is a group of its own.

    Raises:
        DatasetError: It cannot be read, or a row cannot be used.
    """
    try:
        with manifest.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.DictReader(file, restval="")
            missing = [name for name in _COLUMNS if name not in (rows.fieldnames or ())]
            if missing:
                raise ValueError(f"it has no column {', '.join(missing)}")
            return [_sample(row, manifest, rows.line_num) for row in rows]
    except OSError as error:
        raise DatasetError(f"{manifest} cannot be read: {error.strerror}.") from error
    except (ValueError, csv.Error) as error:
        raise DatasetError(f"{manifest} cannot be understood: {foreign_message(error)}.") from error


def _sample(row: dict[str, str], manifest: Path, line: int) -> Sample:
    try:
        return Sample(
            checked_file(manifest.parent, row["file"]),
            checked_label(row["label"]),
            row["source"],
            row["group"] or row["file"],
            checked_box([row[side] for side in Box._fields]),
        )
    except ValueError as error:
        picture = foreign_message(row["file"] or "no name")
        raise DatasetError(f"{manifest}, line {line}, {picture}: {error}.") from error
