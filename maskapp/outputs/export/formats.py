"""Exports the snapshot log as CSV, JSON, a ZIP archive or an HTML page."""

import codecs
import csv
import io
import json
import re
import zipfile
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import BinaryIO

from maskapp import __version__
from maskapp.errors import OutputError
from maskapp.files.private_files import replacing
from maskapp.outputs.export.html_report import HtmlPage
from maskapp.outputs.snapshots.log import SnapshotLog
from maskapp.outputs.snapshots.pictures import read_picture
from maskapp.outputs.snapshots.records import Snapshot
from maskapp.records import LABEL_WORDS, MaskLabel

_CHUNK = 100
"""Rows read at a time."""
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
)
_FORMULA_START = re.compile(r"(^|[;,\t\r\n])(?=\s*[=+\-@＝＋－＠])")

Steps = Generator[int, None, None]
"""Yields how many snapshots are done; closing it early leaves no file."""


def export_snapshots(log: SnapshotLog, ids: Sequence[int], target: Path) -> Steps:
    """Writes snapshots to one file, which appears only when it is whole.

    Args:
        log: Snapshots that are deleted meanwhile are left out.
        ids: Which snapshots, in this order.
        target: Ends in `.csv`, `.json`, `.zip` or `.html`; an existing file is replaced.

    Raises:
        OutputError: The ending is another, or the file cannot be written.
        SnapshotLogError: The log cannot be read.
    """
    write = _WRITERS.get(target.suffix.lower())
    if write is None:
        raise OutputError(f"Cannot export to {target}: name a file in .csv, .json, .zip or .html")
    return _exported(log, ids, target, write)


def _exported(log: SnapshotLog, ids: Sequence[int], target: Path, write: "_Write") -> Steps:
    with replacing(target.resolve()) as file:
        yield from write(log, ids, file)


_Write = Callable[[SnapshotLog, Sequence[int], BinaryIO], Steps]


def _snapshots(log: SnapshotLog, ids: Sequence[int]) -> Iterator[Snapshot]:
    for start in range(0, len(ids), _CHUNK):
        yield from log.read(ids[start : start + _CHUNK])


def _write_csv(log: SnapshotLog, ids: Sequence[int], file: BinaryIO) -> Steps:
    file.write(_CSV_HEAD)
    for done, snapshot in enumerate(_snapshots(log, ids), 1):
        file.write(_csv_line(_csv_row(snapshot)))
        yield done


def _csv_line(cells: Iterable[object]) -> bytes:
    line = io.StringIO(newline="")
    csv.writer(line).writerow(cells)
    return line.getvalue().encode()


_CSV_HEAD = codecs.BOM_UTF8 + _csv_line(_COLUMNS)
"""Spreadsheets take a file without the mark for one in the old code page of the computer."""


def _csv_row(snapshot: Snapshot) -> list[object]:
    counts = snapshot.counts()
    details = "; ".join(
        f"#{face.track} {LABEL_WORDS[face.label]} {face.confidence:.0%}" for face in snapshot.faces
    )
    return [
        snapshot.id,
        snapshot.taken_at.isoformat(timespec="milliseconds"),
        snapshot.kind,
        _not_a_formula(snapshot.source),
        len(snapshot.faces),
        *(counts[label] for label in MaskLabel),
        details,
        _not_a_formula(snapshot.note),
        *_names(snapshot),
    ]


def _not_a_formula(text: str) -> str:
    """Text that no spreadsheet runs, however it splits the line into cells.

    An apostrophe goes before what would start a formula (OWASP, "CSV Injection").
    """
    return _FORMULA_START.sub(r"\1'", text)


def _names(snapshot: Snapshot) -> tuple[str, str]:
    """Where the pictures lie in the archive, and in the log's folder."""
    return f"pictures/{snapshot.annotated.name}", f"pictures/{snapshot.plain.name}"


def _write_json(log: SnapshotLog, ids: Sequence[int], file: BinaryIO) -> Steps:
    exported_at = datetime.now().astimezone().isoformat(timespec="seconds")
    head = {"program": f"maskapp {__version__}", "exported_at": exported_at}
    file.write(json.dumps(head).removesuffix("}").encode() + b', "snapshots": [')
    for done, snapshot in enumerate(_snapshots(log, ids), 1):
        picture, plain_picture = _names(snapshot)
        content = {
            "id": snapshot.id,
            **snapshot.facts_as_json(),
            "note": snapshot.note,
            "picture": picture,
            "plain_picture": plain_picture,
        }
        line = json.dumps(content, ensure_ascii=False, allow_nan=False)
        file.write((b",\n" if done > 1 else b"\n") + line.encode())
        yield done
    file.write(b"\n]}\n")


def _write_zip(log: SnapshotLog, ids: Sequence[int], file: BinaryIO) -> Steps:
    table = [_CSV_HEAD]
    with zipfile.ZipFile(file, "w", strict_timestamps=False) as archive:
        for done, snapshot in enumerate(_snapshots(log, ids), 1):
            table.append(_csv_line(_csv_row(snapshot)))
            paths = (snapshot.annotated, snapshot.plain)
            for path, name in zip(paths, _names(snapshot), strict=True):
                if picture := read_picture(path):
                    entry = zipfile.ZipInfo(name, snapshot.taken_at.timetuple()[:6])
                    archive.writestr(entry, picture)
            yield done
        archive.writestr("snapshots.csv", b"".join(table), zipfile.ZIP_DEFLATED)


def _write_html(log: SnapshotLog, ids: Sequence[int], file: BinaryIO) -> Steps:
    page = HtmlPage()
    for snapshot in _snapshots(log, ids):
        page.count(snapshot)
        yield 0
    file.write(page.head().encode())
    for done, snapshot in enumerate(_snapshots(log, ids), 1):
        file.write(page.entry(snapshot).encode())
        yield done
    file.write(page.foot().encode())


_WRITERS: Mapping[str, _Write] = MappingProxyType(
    {".csv": _write_csv, ".json": _write_json, ".zip": _write_zip, ".html": _write_html}
)
