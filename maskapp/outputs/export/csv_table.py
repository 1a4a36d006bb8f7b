"""The CSV format: one row per snapshot."""

import codecs
import csv
import io
import re
from collections.abc import Iterable
from typing import BinaryIO

from maskapp.label_style import LABEL_WORDS
from maskapp.outputs.export.export_format import Exported, ExportFormat, Steps
from maskapp.outputs.export.pictures import clip_name, picture_names
from maskapp.outputs.snapshots.records import Snapshot
from maskapp.outputs.snapshots.true_label import TRUE_LABEL_WORDS
from maskapp.records import MaskLabel

_COLUMNS = (
    "id",
    "taken_at",
    "kind",
    "source",
    "faces",
    *(label.value for label in MaskLabel),
    "details",
    "note",
    "picture",
    "plain_picture",
    "event_person",
    "event_label",
    "event_start",
    "event_length_s",
    "event_ended",
    "corrected",
    "clip",
)
_ONGOING = "ongoing"
"""Stands in `event_ended` for an event that goes on."""
_FORMULA_START = re.compile(r"""(^|[;,|\t\r\n])(?=[\s"]*[=+\-@＝＋－＠])""")


def csv_header() -> bytes:
    """Return the first line, after the mark by which spreadsheets recognise UTF-8."""
    return codecs.BOM_UTF8 + csv_line(_COLUMNS)


def csv_row(snapshot: Snapshot) -> bytes:
    """Return the line of one snapshot."""
    counts = snapshot.counts()
    details = "; ".join(
        f"#{face.track} {LABEL_WORDS[face.label]}"
        # What is uncertain has no confidence of its own, only that of another label.
        + ("" if face.label is MaskLabel.UNCERTAIN else f" (confidence {face.confidence:.0%})")
        for face in snapshot.faces
    )
    corrected = "; ".join(
        f"#{track} {TRUE_LABEL_WORDS[label]}" for track, label in snapshot.corrections.items()
    )
    return csv_line(
        (
            snapshot.id,
            snapshot.taken_at.isoformat(timespec="milliseconds"),
            snapshot.kind,
            without_formula(snapshot.source),
            len(snapshot.faces),
            *(counts[label] for label in MaskLabel),
            details,
            without_formula(snapshot.note),
            *picture_names(snapshot),
            *_event_cells(snapshot),
            corrected,
            clip_name(snapshot),
        )
    )


def _event_cells(snapshot: Snapshot) -> tuple[object, ...]:
    event = snapshot.event
    if event is None:
        return ("",) * 5
    started_at = event.started_at.isoformat(timespec="milliseconds")
    ended = event.ending or _ONGOING
    return event.person, event.label, started_at, f"{event.length_s:.3f}", ended


def csv_line(cells: Iterable[object]) -> bytes:
    """Return a line with these cells."""
    line = io.StringIO(newline="")
    csv.writer(line).writerow(cells)
    return line.getvalue().encode()


def without_formula(text: str) -> str:
    """Return the text so that no spreadsheet evaluates it, whatever delimiter it assumes.

    Inserts an apostrophe before each possible start of a formula (OWASP, "CSV Injection").
    """
    return _FORMULA_START.sub(r"\1'", text)


def _write(exported: Exported, file: BinaryIO) -> Steps:
    file.write(csv_header())
    for done, snapshot in enumerate(exported.snapshots, 1):
        file.write(csv_row(snapshot))
        yield done


CSV_TABLE = ExportFormat(".csv", "Table for spreadsheets (CSV)", _write)
