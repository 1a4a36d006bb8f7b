"""Opening of the snapshot log at start, and repair of what a crash or the user has damaged."""

from pathlib import Path

from maskapp.errors import (
    OutputError,
    SnapshotLogBusyError,
    SnapshotLogDamagedError,
    SnapshotLogError,
    SnapshotLogFullError,
)
from maskapp.files.private_files import output_error
from maskapp.outputs.snapshots.database import BUSY_TIMEOUT_S
from maskapp.outputs.snapshots.log import SnapshotLog, database_path
from maskapp.outputs.snapshots.pictures import FoundPictures
from maskapp.outputs.snapshots.rebuilding.rebuild import (
    TellProgress,
    add_missing,
    free_name,
    has_content,
    is_database_lost,
    number,
    rebuild,
    settle_interrupted,
)
from maskapp.outputs.snapshots.rows import LARGEST_ID
from maskapp.outputs.snapshots.schema import INDEXED_TABLES


def open_recovered(
    folder: Path,
    busy_timeout_s: float = BUSY_TIMEOUT_S,
    tell_progress: TellProgress = lambda *_: None,
) -> tuple[SnapshotLog, list[str]]:
    """Open the log and make rows and pictures agree.

    Deleted snapshots that were not restored are removed permanently. Pictures without a row
    are added with the facts that they carry. A row without pictures is kept: they may be on a disk
    that is not connected. A row that cannot be read is restored from its picture; without one, it
    is removed after the database was copied. A damaged database is renamed and rebuilt from the
    pictures, with what can be read of notes, corrections and figures; corrections are also found
    with the pictures for training. A rebuild that was interrupted is begun again. Events that go on
    in the log have ended with the program that followed them. No other program may use the log
    meanwhile.

    Args:
        folder: Holds the database and the pictures.
        busy_timeout_s: Time-out while another process writes.
        tell_progress: See `TellProgress`.

    Returns:
        The log, and messages for the user about what was repaired.

    Raises:
        OutputError: A picture or the folder cannot be written.
        SnapshotLogError: The log was made by a newer version, or another process holds it.
    """
    kept = settle_interrupted(folder)
    kept += _keep_changes_of_lost(database_path(folder))
    try:
        log = None if is_database_lost(folder) else _open_undamaged(folder, busy_timeout_s)
        messages = []
        if log is None:
            messages = rebuild(folder, busy_timeout_s, tell_progress)
            log = SnapshotLog(folder, busy_timeout_s)
        try:
            messages += _reconcile(log, tell_progress)
        except BaseException:
            log.close()
            raise
    finally:
        tell_progress(0, 0)
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
        if has_content(database_path(folder)):
            return SnapshotLog(folder, busy_timeout_s, is_shared=True)
    except SnapshotLogDamagedError:
        pass
    raise SnapshotLogBusyError(
        f"The snapshot log {database_path(folder)} is damaged or missing, and is not rebuilt while"
        " another Maskapp uses it; close its other windows and servers"
    )


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
    except (SnapshotLogBusyError, SnapshotLogFullError):
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


def _keep_changes_of_lost(database: Path) -> list[str]:
    """Rename the write-ahead log of a database that is gone, which SQLite would remove; say so."""
    changes = database.with_name(f"{database.name}-wal")
    try:
        if has_content(database):
            return []
        if not changes.is_file() or not changes.stat().st_size:
            return []
        kept = changes.rename(free_name(changes))
    except OSError as error:
        raise output_error(changes, error) from error
    return [f"The database's last changes, useless without it, were kept as {kept}."]


def _reconcile(log: SnapshotLog, tell_progress: TellProgress) -> list[str]:
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
    add_missing(log, found.complete - rows.keys(), tell_progress)
    log.end_events()
    missing = len(log.stems(listed=True).keys() - found.complete)
    if missing:
        messages.append(
            f"{number(missing, 'snapshot has', 'snapshots have')} no picture in"
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
        entries = number(restored, "damaged entry was", "damaged entries were")
        example = next(reason for row, reason in reasons.items() if row not in lost)
        messages.append(f"Snapshot log: {entries} restored from the pictures ({example}).")
    if lost:
        entries = number(len(lost), "entry", "entries")
        text = f"Snapshot log: {entries} cannot be read, left out ({reasons[lost[0]]})."
        messages.append(f"{text} {_remove_lost(log, found, lost)}")
    return messages


def _remove_lost(log: SnapshotLog, found: FoundPictures, lost: list[int]) -> str:
    """Remove rows that cannot be restored, unless that loses something; say what became of them."""
    if any(stem not in found.complete for stem, row in log.stems().items() if row in lost):
        return "They stay in the database, since their pictures may come back."
    database = database_path(log.pictures.folder.parent)
    copy = free_name(database)
    try:
        log.database.copy_to(copy)
    except (OutputError, SnapshotLogError) as error:
        return f"They stay in the database, which could not be copied: {error}."
    log.remove_rows(lost)
    return f"They were removed; the database as it was is kept as {copy}."
