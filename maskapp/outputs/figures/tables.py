"""Writing of figures into the database of the snapshot log."""

import sqlite3

from maskapp.outputs.figures.records import COUNT_NAMES, Counts, MinuteFigures
from maskapp.outputs.snapshots.database import SnapshotDatabase
from maskapp.outputs.snapshots.records import storable

QUARTER_MINUTES = 15
"""Length of the periods that are added up for fast reading. The UTC offsets of all time zones are
multiples of it, so that each belongs to one hour of the clock everywhere."""

_LARGEST_COUNT = 1_000_000
"""More than can be counted in a quarter of an hour."""

_LONGEST_WATCHED_MS = 1_000_000_000
"""More than adds up for a quarter of an hour, even one that comes again and again as the clock is
set back, or that several programs count at sources of one name."""

USABLE_COUNTS = dict.fromkeys(COUNT_NAMES, (0, _LARGEST_COUNT)) | {
    "watched_ms": (-_LONGEST_WATCHED_MS, _LONGEST_WATCHED_MS)
}
"""The least and the largest usable value of each column. Time watched is read as no more than there
is in a period, and as none below 0: people are not left out for it."""

LATEST_MINUTE = 200_000_000
"""In the year 2350, since 1970-01-01 UTC."""

_NOTHING = Counts()
_NAMES = ", ".join(COUNT_NAMES)
_MARKS = ", ".join("?" for _ in COUNT_NAMES)
_SUMS = ", ".join(f"{name} = {name} + excluded.{name}" for name in COUNT_NAMES)
_ADD = {
    table: (
        f"INSERT INTO {table} ({period}, source_id, {_NAMES})"
        f" SELECT ?, id, {_MARKS} FROM figure_sources WHERE name = ?"
        f" ON CONFLICT ({period}, source_id) DO UPDATE SET {_SUMS}"
    )
    for table, period in (("minutes", "minute"), ("quarters", "quarter"))
}


def add_figures(
    database: SnapshotDatabase, figures: MinuteFigures, replaced: Counts = _NOTHING
) -> None:
    """Add the figures of a minute to those that are there, as after a restart.

    Args:
        database: The database.
        figures: The figures of a minute, or of a part of it.
        replaced: What was added of the same minute or part before.

    Raises:
        SnapshotLogError: The database cannot be written.
    """
    with database.transaction() as connection:
        insert_figures(connection, figures, replaced)


def insert_figures(
    connection: sqlite3.Connection, figures: MinuteFigures, replaced: Counts = _NOTHING
) -> None:
    """Add the figures of a minute.

    Args:
        connection: Connection in a transaction.
        figures: The figures.
        replaced: What was added of the same minute or part before.
    """
    source, counts = storable(figures.source), (figures.counts - replaced).values()
    connection.execute("INSERT OR IGNORE INTO figure_sources (name) VALUES (?)", (source,))
    connection.execute(_ADD["minutes"], (figures.minute, *counts, source))
    connection.execute(_ADD["quarters"], (figures.minute // QUARTER_MINUTES, *counts, source))
