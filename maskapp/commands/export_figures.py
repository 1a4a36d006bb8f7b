"""`maskapp export-figures`: writes the figures that last to a file, without a window."""

from datetime import date, datetime
from pathlib import Path

from maskapp.errors import OutputError, SnapshotLogError
from maskapp.outputs.export.figures_files import write_figures
from maskapp.outputs.figures.open_figures import open_figures
from maskapp.outputs.figures.period import Period
from maskapp.outputs.snapshots.records import SNAPSHOT_FOLDER


def export_figures(target: Path, data_dir: Path, since: date | None, until: date | None) -> None:
    """Write the figures of all sources; the window may be open at the same time.

    Args:
        target: Its suffix selects the format; an existing file is replaced.
        data_dir: The folder of the window's data.
        since: The first day; None for the first that has figures.
        until: The last day; None for the last that has figures.

    Raises:
        OutputError: The file cannot be written, or the days are in the wrong order.
        SnapshotLogError: There are no figures, or they cannot be read.
    """
    with open_figures(data_dir / SNAPSHOT_FOLDER) as reader:
        recorded = reader.days() if reader is not None else None
        if reader is None or recorded is None:
            raise SnapshotLogError(
                f"There are no figures in {data_dir}; watch a source in the window first, or name"
                " the folder with --data-dir"
            )
        first, last = since or recorded[0], until or recorded[1]
        if last < first:
            raise OutputError(
                f"There is no day from {first} to {last}; the figures are from {recorded[0]} to"
                f" {recorded[1]}"
            )
        period = Period.of_days(first, last)
        write_figures(reader, period, None, datetime.now().astimezone(), target)
    print(f"figures from {first} to {last} written to {target}")
