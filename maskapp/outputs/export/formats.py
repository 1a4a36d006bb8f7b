"""The export formats, and the export of the snapshot log to a file of one of them."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from maskapp.errors import OutputError
from maskapp.files.private_files import replacing
from maskapp.outputs.export.csv_table import CSV_TABLE
from maskapp.outputs.export.export_format import Days, Exported, ExportFormat, Steps
from maskapp.outputs.export.html_report import HTML_REPORT
from maskapp.outputs.export.json_data import JSON_DATA
from maskapp.outputs.export.zip_archive import ZIP_ARCHIVE
from maskapp.outputs.figures.period import Period
from maskapp.outputs.figures.period_figures import PeriodFigures, read_period
from maskapp.outputs.snapshots.records import EVERYTHING, Snapshot, SnapshotFilter

if TYPE_CHECKING:
    from maskapp.outputs.snapshots.log import SnapshotLog

FORMATS = (HTML_REPORT, CSV_TABLE, JSON_DATA, ZIP_ARCHIVE)
"""All export formats, in the order of the export dialog."""

_CHUNK = 100
"""Number of snapshots that are read from the log at once."""


def export_snapshots(
    log: "SnapshotLog", ids: Sequence[int], target: Path, wanted: SnapshotFilter = EVERYTHING
) -> Steps:
    """Export snapshots to one file, which appears only when it is complete.

    Args:
        log: Snapshots that are deleted during the export are left out.
        ids: Ids of the snapshots, in the order of the export.
        target: The suffix selects the format; an existing file is replaced.
        wanted: The filter that chose them. The report says so, and shows the figures of its source
            and of its days.

    Returns:
        A generator that does the work and yields the number of exported snapshots so far. If
        it is closed early, no file is written.

    Raises:
        OutputError: The suffix matches no format, or the file cannot be written.
        SnapshotLogError: The log cannot be read.
    """
    for export_format in FORMATS:
        if export_format.suffix == target.suffix.lower():
            figures = partial(_figures, log, ids, wanted)
            exported = Exported(_LoggedSnapshots(log, ids), figures, wanted, log.count())
            return _export(exported, target, export_format)
    *others, last = (export_format.suffix for export_format in FORMATS)
    raise OutputError(
        f"Cannot export to {target}: the file name must end in {', '.join(others)} or {last}"
    )


def _export(exported: Exported, target: Path, export_format: ExportFormat) -> Steps:
    with replacing(target.resolve()) as file:
        yield from export_format.write(exported, file)


def _figures(
    log: "SnapshotLog", ids: Sequence[int], wanted: SnapshotFilter, days: Days | None
) -> PeriodFigures | None:
    """Read the figures that belong to the snapshots.

    A filter of days has the figures of these days. Else they are those of the days of the
    snapshots, or all there are if all snapshots are exported: days without snapshots may be those
    on which everybody wore a mask.
    """
    from maskapp.outputs.figures.reading import FiguresReader  # noqa: PLC0415

    reader = FiguresReader(log.database)
    recorded = reader.days()
    if recorded is None:
        return None
    if wanted.since is not None or wanted.until is not None:
        days = _filtered_days(wanted, recorded)
    elif len(ids) == log.count():
        days = recorded
    if days is None:
        return None
    period = Period.of_days(*days)
    return read_period(reader, period, wanted.source, datetime.now().astimezone())


def _filtered_days(wanted: SnapshotFilter, recorded: Days) -> Days | None:
    """Return the recorded days that a filter asks for, also in part; None if there are none."""
    first, last = recorded
    if wanted.since is not None:
        first = max(first, wanted.since.astimezone().date())
    if wanted.until is not None:
        # Subtracted first: the offset from UTC may be another one before that moment.
        last = min(last, (wanted.until - timedelta.resolution).astimezone().date())
    return (first, last) if first <= last else None


class _LoggedSnapshots:
    """The snapshots of an export, read from the log in chunks at each iteration."""

    def __init__(self, log: "SnapshotLog", ids: Sequence[int]) -> None:
        self._log = log
        self._ids = ids

    def __iter__(self) -> Iterator[Snapshot]:
        for start in range(0, len(self._ids), _CHUNK):
            yield from self._log.read(self._ids[start : start + _CHUNK])
