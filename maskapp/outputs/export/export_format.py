"""The definition of an export format."""

from collections.abc import Callable, Generator, Iterable
from dataclasses import dataclass
from datetime import date
from typing import BinaryIO

from maskapp.outputs.figures.period_figures import PeriodFigures
from maskapp.outputs.snapshots.records import EVERYTHING, Snapshot, SnapshotFilter

Steps = Generator[int, None, None]
"""Yields the number of exported snapshots so far. Closing it early cancels the export."""

Days = tuple[date, date]
"""The first and the last day."""


def _no_figures(_days: Days | None) -> PeriodFigures | None:
    return None


@dataclass(frozen=True, slots=True)
class Exported:
    """What is exported.

    Attributes:
        snapshots: The snapshots in the order of the export; may be iterated more than once.
        figures: Reads the figures that belong to them, by the days of the snapshots; None without
            snapshots. It returns None if there are none.
        wanted: The filter that chose the snapshots.
        total: Number of snapshots that they were chosen from; None if it is not known.
    """

    snapshots: Iterable[Snapshot]
    figures: Callable[[Days | None], PeriodFigures | None] = _no_figures
    wanted: SnapshotFilter = EVERYTHING
    total: int | None = None


Writer = Callable[[Exported, BinaryIO], Steps]
"""Writes what is exported to an empty file."""


@dataclass(frozen=True, slots=True)
class ExportFormat:
    """A file format of the export, as the export dialog and the command line offer it.

    Attributes:
        suffix: Ending of the file name, lower case, with the dot.
        title: Display name.
        write: Writes a file of this format. Slow imports happen inside it, not at the start of the
            window.
    """

    suffix: str
    title: str
    write: Writer
