"""Taking over the figures of a damaged database, as far as they can be read."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from maskapp.outputs.figures.records import COUNT_NAMES, Counts, MinuteFigures
from maskapp.outputs.figures.tables import LATEST_MINUTE, USABLE_COUNTS, insert_figures
from maskapp.outputs.snapshots.database import SnapshotDatabase
from maskapp.outputs.snapshots.rebuilding.damaged import readable_rows
from maskapp.outputs.snapshots.records import LONGEST_TEXT


def take_figures(damaged: Path, database: SnapshotDatabase) -> int:
    """Copy the minutes of a damaged database into a new one, up to the first that cannot be read.

    Args:
        damaged: The SQLite file, which is not changed.
        database: The new database, without figures.

    Returns:
        Number of minutes.

    Raises:
        SnapshotLogError: The new database cannot be written.
    """
    count = 0
    with database.transaction() as connection:
        for figures in _readable(damaged):
            insert_figures(connection, figures)
            count += 1
    return count


def _readable(damaged: Path) -> Iterator[MinuteFigures]:
    sources: dict[Any, Any] = dict(
        readable_rows(damaged, "figure_sources", "SELECT id, name FROM figure_sources ORDER BY id")
    )
    names = ", ".join(COUNT_NAMES)
    query = f"SELECT source_id, minute, {names} FROM minutes ORDER BY minute, source_id"
    for source, minute, *counts in readable_rows(damaged, "minutes", query):
        name = sources.get(source)
        if isinstance(name, str) and _is_usable(name, minute, counts):
            yield MinuteFigures(name, minute, Counts(*counts))


def _is_usable(name: str, minute: Any, counts: list[Any]) -> bool:
    return (
        len(name) <= LONGEST_TEXT
        and isinstance(minute, int)
        and 0 <= minute <= LATEST_MINUTE
        and all(
            isinstance(count, int) and least <= count <= largest
            for count, (least, largest) in zip(counts, USABLE_COUNTS.values(), strict=True)
        )
    )
