"""Opens the snapshot log at start and puts right what a crash, or the user, left half done."""

from datetime import datetime
from pathlib import Path

from maskapp.errors import SnapshotLogDamagedError
from maskapp.files.private_files import output_error
from maskapp.outputs.snapshots.log import SnapshotLog, database_path


def open_recovered(folder: Path) -> tuple[SnapshotLog, list[str]]:
    """Opens the log; afterwards each row has its picture and each picture its row.

    What was deleted and not restored goes for good. Pictures without a row are taken in again
    with what they say of themselves. A damaged database is set aside and made again from the
    pictures. Only one program may do this at a time.

    Args:
        folder: Holds the database and the pictures.

    Returns:
        The log, and sentences for people about what was put right.

    Raises:
        OutputError: A picture or the folder cannot be written.
        SnapshotLogError: The log is of a newer version, or in use elsewhere.
    """
    notices = []
    log = _open_whole(folder)
    if log is None:
        aside = _set_aside(database_path(folder))
        notices.append(
            f"The snapshot log was damaged; it was made again from its pictures, without the "
            f"notes. The damaged one is {aside}."
        )
        log = SnapshotLog(folder)
    try:
        _sweep(log)
    except BaseException:
        log.close()
        raise
    return log, notices


def _open_whole(folder: Path) -> SnapshotLog | None:
    """The log, or None if it is damaged."""
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


def _set_aside(database: Path) -> Path:
    """Renames the database and what belongs to it; nothing of the user's is thrown away."""
    aside = database.with_name(f"{database.name}.damaged-{datetime.now():%Y-%m-%d_%H-%M-%S}")
    try:
        database.replace(aside)
        for suffix in ("-wal", "-shm"):  # a new database must not take them for its own
            database.with_name(database.name + suffix).unlink(missing_ok=True)
    except OSError as error:
        raise output_error(database, error) from error
    return aside


def _sweep(log: SnapshotLog) -> None:
    log.purge()
    log.pictures.remove_partial()
    found = log.pictures.find()
    rows = log.stems()
    log.remove([snapshot_id for stem, snapshot_id in rows.items() if stem not in found.complete])
    log.pictures.remove(found.halves)
    for stem in sorted(found.complete - rows.keys()):
        facts = log.pictures.facts(stem)
        if facts is not None:  # else it is a picture of the user's own
            log.add_row(stem, facts)
