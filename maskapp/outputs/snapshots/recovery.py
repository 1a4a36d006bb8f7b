"""Opening of the snapshot log at start, and repair of what a crash or the user has damaged."""

from datetime import datetime
from pathlib import Path

from maskapp.errors import SnapshotLogDamagedError
from maskapp.files.private_files import output_error
from maskapp.outputs.snapshots.log import SnapshotLog, database_path


def open_recovered(folder: Path) -> tuple[SnapshotLog, list[str]]:
    """Open the log and make rows and pictures agree.

    Deleted snapshots that were not restored are removed permanently. Pictures without a row
    are added with the facts that they carry. A damaged database is renamed and rebuilt from the
    pictures. Only one process may do this at a time.

    Args:
        folder: Holds the database and the pictures.

    Returns:
        The log, and messages for the user about what was repaired.

    Raises:
        OutputError: A picture or the folder cannot be written.
        SnapshotLogError: The log was made by a newer version, or another process holds it.
    """
    messages = []
    log = _open_undamaged(folder)
    if log is None:
        moved_to = _move_aside(database_path(folder))
        messages.append(
            "The snapshot log was damaged. It was rebuilt from its pictures, without the notes. "
            f"The damaged database was kept as {moved_to}."
        )
        log = SnapshotLog(folder)
    try:
        _reconcile(log)
    except BaseException:
        log.close()
        raise
    return log, messages


def _open_undamaged(folder: Path) -> SnapshotLog | None:
    """Return the log, or None if its database is damaged."""
    try:
        log = SnapshotLog(folder)
    except SnapshotLogDamagedError:
        return None
    try:
        is_whole = log.is_whole()
    except SnapshotLogDamagedError:
        is_whole = False
    except BaseException:
        log.close()
        raise
    if is_whole:
        return log
    log.close()
    return None


def _move_aside(database: Path) -> Path:
    """Rename the database, so that no user data is lost, and return the new path."""
    moved_to = database.with_name(f"{database.name}.damaged-{datetime.now():%Y-%m-%d_%H-%M-%S}")
    try:
        database.replace(moved_to)
        for suffix in ("-wal", "-shm"):  # a new database would use them as its own
            database.with_name(database.name + suffix).unlink(missing_ok=True)
    except OSError as error:
        raise output_error(database, error) from error
    return moved_to


def _reconcile(log: SnapshotLog) -> None:
    log.purge()
    log.pictures.remove_partial()
    found = log.pictures.find()
    rows = log.stems()
    log.remove([snapshot_id for stem, snapshot_id in rows.items() if stem not in found.complete])
    log.pictures.remove(found.halves)
    for stem in sorted(found.complete - rows.keys()):
        facts = log.pictures.facts(stem)
        if facts is not None:  # otherwise the user put this picture here
            log.add_row(stem, facts)
