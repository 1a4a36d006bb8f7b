"""Opening of the snapshot log at start, and repair of what a crash or the user has damaged."""

from datetime import datetime
from pathlib import Path

from maskapp.errors import (
    OutputError,
    SnapshotLogBusyError,
    SnapshotLogDamagedError,
    SnapshotLogError,
)
from maskapp.files.file_names import free_path
from maskapp.files.private_files import output_error
from maskapp.files.regular_files import is_folder
from maskapp.outputs.corrections_folder import CORRECTIONS_FOLDER, CorrectionsFolder
from maskapp.outputs.figures.salvage import take_figures
from maskapp.outputs.snapshots.damaged import readable_copy
from maskapp.outputs.snapshots.database import BUSY_TIMEOUT_S
from maskapp.outputs.snapshots.log import SnapshotLog, database_path, pictures_of
from maskapp.outputs.snapshots.pictures import FoundPictures
from maskapp.outputs.snapshots.rows import LARGEST_ID
from maskapp.outputs.snapshots.salvage import take_kept_corrections, take_notes_and_corrections
from maskapp.outputs.snapshots.schema import INDEXED_TABLES


def open_recovered(
    folder: Path, busy_timeout_s: float = BUSY_TIMEOUT_S
) -> tuple[SnapshotLog, list[str]]:
    """Open the log and make rows and pictures agree.

    Deleted snapshots that were not restored are removed permanently. Pictures without a row
    are added with the facts that they carry. A row without pictures is kept: they may be on a disk
    that is not connected. A row that cannot be read is restored from its picture; without one, it
    is removed after the database was copied. A damaged database is renamed and rebuilt from the
    pictures, with what can be read of notes, corrections and figures; corrections are also found
    with the pictures for training. Events that go on in the log have ended with the program that
    followed them. No other program may use the log meanwhile.

    Args:
        folder: Holds the database and the pictures.
        busy_timeout_s: Time-out while another process writes.

    Returns:
        The log, and messages for the user about what was repaired.

    Raises:
        OutputError: A picture or the folder cannot be written.
        SnapshotLogError: The log was made by a newer version, or another process holds it.
    """
    is_lost, moved_to = is_database_lost(folder), None
    kept = _keep_changes_of_lost(database_path(folder))
    log = _open_undamaged(folder, busy_timeout_s)
    if log is None:
        moved_to = _move_aside(database_path(folder))
        log = SnapshotLog(folder, busy_timeout_s)
    try:
        messages = _reconcile(log)
        if is_lost or moved_to is not None:
            messages = [*_take_over(log, folder, moved_to), *messages]
    except BaseException:
        log.close()
        raise
    return log, [*messages, *kept]


def open_beside_others(folder: Path, busy_timeout_s: float = BUSY_TIMEOUT_S) -> SnapshotLog:
    """Open a log that others use: nothing is repaired, upgraded, removed or ended.

    Args:
        folder: Holds the database and the pictures.
        busy_timeout_s: Time-out while another process writes.

    Raises:
        OutputError: The folder cannot be written.
        SnapshotLogBusyError: The log is damaged or of an older version, so nobody else may use it,
            or another process holds it.
        SnapshotLogError: The log was made by a newer version.
    """
    try:
        if not is_database_lost(folder):
            return SnapshotLog(folder, busy_timeout_s, is_shared=True)
    except SnapshotLogDamagedError:
        pass
    raise SnapshotLogBusyError(
        f"The snapshot log {database_path(folder)} is damaged or missing, and is not rebuilt while"
        " another Maskapp uses it; close its other windows and servers"
    )


def _take_over(log: SnapshotLog, folder: Path, damaged: Path | None) -> list[str]:
    """Take over what is left of a database that was rebuilt, and say so.

    Args:
        log: The new log, with its snapshots.
        folder: Its folder.
        damaged: The damaged database; None if it was missing.
    """
    problems = []
    try:
        take_kept_corrections(CorrectionsFolder(folder.parent / CORRECTIONS_FOLDER), log)
    except OutputError as error:
        problems.append(f"{error}.")
    minutes = 0
    if damaged is not None:
        with readable_copy(damaged) as readable:
            take_notes_and_corrections(readable, log)
            minutes = take_figures(readable, log.database)
    counts = "SELECT (SELECT count(*) FROM snapshots WHERE note <> ''), count(*) FROM corrections"
    ((notes, corrections),) = log.database.rows(counts)
    found = (
        f"It was rebuilt from its pictures. What else was found: {_number(notes, 'note', 'notes')},"
        f" {_number(corrections, 'correction', 'corrections')}, the figures of"
        f" {_number(minutes, 'minute', 'minutes')}."
    )
    if damaged is None:
        return [f"The database of the snapshot log was missing. {found}", *problems]
    kept = f"The damaged database was kept as {damaged}."
    return [f"The snapshot log was damaged. {found} {kept}", *problems]


def is_database_lost(folder: Path) -> bool:
    """Return whether a log has pictures, but no database or an empty one."""
    database = database_path(folder)
    is_lost = not database.exists() or (database.is_file() and database.stat().st_size == 0)
    return is_lost and is_folder(folder) and pictures_of(folder).has_any()


def _open_undamaged(folder: Path, busy_timeout_s: float) -> SnapshotLog | None:
    """Return the log, or None if its database is damaged."""
    try:
        log = SnapshotLog(folder, busy_timeout_s)
    except SnapshotLogDamagedError:
        return None
    is_renumbered = False
    try:
        is_whole = log.is_whole() and _repair_indexes(log)
        is_renumbered = is_whole and _renumber(log)
    except SnapshotLogDamagedError:
        is_whole = False
    except BaseException:
        log.close()
        raise
    if is_whole and not is_renumbered:
        return log
    log.close()
    return SnapshotLog(folder, busy_timeout_s) if is_renumbered else None


def _repair_indexes(log: SnapshotLog) -> bool:
    """Make indexes and tables agree after damage to either; return whether they do.

    SQLite's quick check does not compare them, and queries would answer by either.
    """
    found = [
        row
        for name in INDEXED_TABLES
        for row in log.database.rows(f"PRAGMA integrity_check({name})")
    ]
    if not any("index" in str(row[0]) for row in found):
        return True
    try:
        log.database.rows("REINDEX")
    except SnapshotLogBusyError:
        raise
    except SnapshotLogError:  # what has to be unique is not
        return False
    return True


def _renumber(log: SnapshotLog) -> bool:
    """Give new ids to rows with ids that the log never gives; return whether any id changed.

    One with SQLite's largest id would keep every later snapshot out of the log.
    """
    where = f"id NOT BETWEEN 1 AND {LARGEST_ID}"
    odd = [row[0] for row in log.database.rows(f"SELECT id FROM snapshots WHERE {where}")]
    ((is_sequence_odd,),) = log.database.rows(
        "SELECT count(*) FROM sqlite_sequence WHERE name = 'snapshots' AND seq > ?", LARGEST_ID
    )
    if not odd and not is_sequence_odd:
        return False
    with log.database.transaction() as connection:
        connection.execute("PRAGMA defer_foreign_keys = ON")  # until the end of the transaction
        (highest,) = connection.execute(
            f"SELECT coalesce(max(id), 0) FROM snapshots WHERE NOT ({where})"
        ).fetchone()
        for new_id, old_id in enumerate(odd, highest + 1):
            connection.execute("UPDATE snapshots SET id = ? WHERE id = ?", (new_id, old_id))
            for table in ("faces", "events", "corrections"):
                connection.execute(
                    f"UPDATE {table} SET snapshot_id = ? WHERE snapshot_id = ?", (new_id, old_id)
                )
        connection.execute(
            "UPDATE sqlite_sequence SET seq = ? WHERE name = 'snapshots'", (highest + len(odd),)
        )
    return True


def _move_aside(database: Path) -> Path:
    """Rename the database, so that no user data is lost, and return the new path."""
    moved_to = _free_name(database)
    changes, index = (database.with_name(f"{database.name}-{end}") for end in ("wal", "shm"))
    try:
        database.replace(moved_to)
        if changes.exists():  # as long as another program reads the database
            changes.replace(moved_to.with_name(f"{moved_to.name}-wal"))
        index.unlink(missing_ok=True)  # a new database would use it as its own
    except OSError as error:
        raise output_error(database, error) from error
    return moved_to


def _keep_changes_of_lost(database: Path) -> list[str]:
    """Rename the write-ahead log of a database that is gone, which SQLite would remove; say so."""
    changes = database.with_name(f"{database.name}-wal")
    try:
        if database.exists() and (not database.is_file() or database.stat().st_size):
            return []
        if not changes.is_file() or not changes.stat().st_size:
            return []
        kept = changes.rename(_free_name(changes))
    except OSError as error:
        raise output_error(changes, error) from error
    return [f"The database's last changes, useless without it, were kept as {kept}."]


def _free_name(database: Path) -> Path:
    """Return a free name beside the database for what is kept of it."""
    return free_path(
        database.with_name(f"{database.name}.damaged-{datetime.now():%Y-%m-%d_%H-%M-%S}")
    )


def _reconcile(log: SnapshotLog) -> list[str]:
    messages = []
    try:
        log.purge()
    except OutputError as error:  # tried again at the next start
        messages.append(f"{error}. The deleted snapshot stays deleted.")
    log.pictures.remove_partial()
    found = log.pictures.find()
    messages += _repair_unreadable(log, found)
    rows = log.stems()
    log.pictures.remove((found.halves | found.clips - found.complete) - rows.keys())
    for stem in sorted(found.complete - rows.keys()):
        facts = log.pictures.facts(stem)
        if facts is not None:  # otherwise the user put this picture here
            log.add_row(stem, facts)
    log.end_events()
    missing = len(log.stems(listed=True).keys() - found.complete)
    if missing:
        messages.append(
            f"{_number(missing, 'snapshot has', 'snapshots have')} no picture in"
            f" {log.pictures.folder}. Entries and notes are kept, marked as missing; the pictures"
            " are shown again when they are back at the next start."
        )
    return messages


def _repair_unreadable(log: SnapshotLog, found: FoundPictures) -> list[str]:
    """Restore the rows that cannot be read from their pictures, and remove the others."""
    reasons = dict(log.unreadable)
    if not reasons:
        return []
    stems = {snapshot_id: stem for stem, snapshot_id in log.stems().items()}
    for snapshot_id in reasons:
        stem = stems.get(snapshot_id)
        facts = log.pictures.facts(stem) if stem in found.complete else None
        if stem is not None and facts is not None:
            log.rewrite(snapshot_id, stem, facts)
    lost = sorted(log.unreadable)
    restored = len(reasons) - len(lost)
    messages = []
    if restored:
        entries = _number(restored, "damaged entry was", "damaged entries were")
        example = next(reason for row, reason in reasons.items() if row not in lost)
        messages.append(f"Snapshot log: {entries} restored from the pictures ({example}).")
    if lost:
        entries = _number(len(lost), "entry", "entries")
        text = f"Snapshot log: {entries} cannot be read, left out ({reasons[lost[0]]})."
        messages.append(f"{text} {_remove_lost(log, found, lost)}")
    return messages


def _remove_lost(log: SnapshotLog, found: FoundPictures, lost: list[int]) -> str:
    """Remove rows that cannot be restored, unless that loses something; say what became of them."""
    if any(stem not in found.complete for stem, row in log.stems().items() if row in lost):
        return "They stay in the database, since their pictures may come back."
    database = database_path(log.pictures.folder.parent)
    copy = _free_name(database)
    try:
        log.database.copy_to(copy)
    except (OutputError, SnapshotLogError) as error:
        return f"They stay in the database, which could not be copied: {error}."
    log.remove_rows(lost)
    return f"They were removed; the database as it was is kept as {copy}."


def _number(count: int, one: str, many: str) -> str:
    return f"{count} {one if count == 1 else many}"
