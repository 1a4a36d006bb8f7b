"""The figures as CSV: one row per hour and source in which something was watched."""

import codecs
from collections.abc import Iterable, Iterator
from datetime import datetime

from maskapp.outputs.export.csv_table import csv_line, without_formula
from maskapp.outputs.figures.records import Counts

_COLUMNS = (
    "hour",
    "source",
    "watched_minutes",
    "people_came",
    "came_with_mask",
    "came_without_mask",
    "came_incorrect_mask",
    "violations",
    "person_minutes",
    "person_minutes_with_mask",
    "person_minutes_without_mask",
    "person_minutes_incorrect_mask",
    "person_minutes_uncertain",
)


def figures_csv(hours: Iterable[tuple[datetime, str, Counts]]) -> Iterator[bytes]:
    """Yield the lines of the table, after the mark by which spreadsheets recognise UTF-8.

    Args:
        hours: See `FiguresReader.hours`.
    """
    yield codecs.BOM_UTF8 + csv_line(_COLUMNS)
    for hour, source, counts in hours:
        yield csv_line(
            (
                hour.isoformat(timespec="minutes"),
                without_formula(source),
                f"{counts.watched_ms / 60_000:.1f}",
                counts.came,
                counts.came_masked,
                counts.came_bare,
                counts.came_wrong,
                counts.events,
                counts.people,
                counts.masked,
                counts.bare,
                counts.wrong,
                counts.uncertain,
            )
        )
