"""Opening of the figures in the database of a snapshot log, to read them."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import tzinfo
from pathlib import Path

from maskapp.outputs.figures.reading import FiguresReader
from maskapp.outputs.snapshots.database import BUSY_TIMEOUT_S, SnapshotDatabase
from maskapp.outputs.snapshots.log import database_path


@contextmanager
def open_figures(
    folder: Path, zone: tzinfo | None = None, busy_timeout_s: float = BUSY_TIMEOUT_S
) -> Iterator[FiguresReader | None]:
    """Open the figures for the body; a reader never waits for the one that writes them.

    Args:
        folder: Folder of the snapshot log.
        zone: The time zone; None for that of the computer.
        busy_timeout_s: Time-out while another process holds the database.

    Yields:
        The reader; None if there is no database yet, which is left to the log to create.

    Raises:
        SnapshotLogError: The database is damaged, was made by a newer version, or by an older one
            that may still use it, or is held by another process.
    """
    path = database_path(folder)
    if not path.is_file() or not path.stat().st_size:
        yield None
        return
    database = SnapshotDatabase(path, busy_timeout_s, is_shared=True)
    try:
        yield FiguresReader(database, zone)
    finally:
        database.close()
