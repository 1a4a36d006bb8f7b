"""Writing of figures to a file: a table for spreadsheets, or a report of one page."""

from datetime import datetime
from pathlib import Path

from maskapp.errors import OutputError
from maskapp.files.private_files import replacing
from maskapp.outputs.figures.period import Period
from maskapp.outputs.figures.period_figures import read_period
from maskapp.outputs.figures.reading import FiguresReader

FIGURES_SUFFIXES = (".csv", ".html")
"""The endings of the files that `write_figures` can write."""


def write_figures(
    reader: FiguresReader, period: Period, source: str | None, now: datetime, target: Path
) -> None:
    """Write the figures of a period; the file appears when it is complete.

    Args:
        reader: The reader.
        period: The period.
        source: Name of the only source to write; None for all.
        now: The time, in the reader's zone.
        target: The suffix selects the format; an existing file is replaced.

    Raises:
        OutputError: The suffix matches no format, or the file cannot be written.
        SnapshotLogError: The figures cannot be read.
    """
    # Jinja2 is slow to load.
    from maskapp.outputs.export.figures_csv import figures_csv  # noqa: PLC0415
    from maskapp.outputs.export.figures_html import figures_page  # noqa: PLC0415

    match target.suffix.lower():
        case ".csv":
            hours = reader.hours(period.since, period.until, source)
            content = b"".join(figures_csv(hours))
        case ".html":
            content = figures_page(read_period(reader, period, source, now)).encode()
        case _:
            endings = " or ".join(FIGURES_SUFFIXES)
            raise OutputError(f"Cannot export to {target}: the file name must end in {endings}")
    with replacing(target.resolve()) as file:
        file.write(content)
