"""Figures made up for tests."""

from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from maskapp.outputs.figures.records import Counts, MinuteFigures
from maskapp.outputs.figures.tables import insert_figures
from maskapp.outputs.snapshots.database import SnapshotDatabase
from maskapp.outputs.snapshots.log import SnapshotLog

BERLIN = ZoneInfo("Europe/Berlin")
SPRING, AUTUMN = date(2026, 3, 29), date(2026, 10, 25)
"""The days on which the clock in Berlin is set."""


def at(day: date, hour: int, minute: int = 0, zone: ZoneInfo = BERLIN, fold: int = 0) -> datetime:
    """Return a time of day in a zone."""
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=zone, fold=fold)


def put_figures(
    database: SnapshotDatabase,
    moment: datetime,
    source: str = "Door",
    *,
    minutes: int = 1,
    **counts: int,
) -> None:
    """Store what was counted in a minute, or the same for some minutes on end."""
    first = int(moment.timestamp()) // 60
    with database.transaction() as connection:
        for minute in range(first, first + minutes):
            insert_figures(connection, MinuteFigures(source, minute, Counts(**counts)))


def put_in_folder(
    folder: Path, moment: datetime, source: str = "Door", *, minutes: int = 1, **counts: int
) -> None:
    """Store figures in the log of a folder."""
    with SnapshotLog(folder) as log:
        put_figures(log.database, moment, source, minutes=minutes, **counts)
