"""Rebuilding of a log's database in a file beside it.

A kill or a power cut may end a rebuild at any point. Until the new database is complete, the log
has none, and the damaged one has a name that says that nothing was taken over from it yet; the next
start begins again.
"""

import contextlib
import time
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path

from maskapp.errors import OutputError, SnapshotLogBusyError
from maskapp.files.file_names import free_path
from maskapp.files.private_files import output_error, sync_folder
from maskapp.files.regular_files import is_folder
from maskapp.outputs.corrections_folder import CORRECTIONS_FOLDER, CorrectionsFolder
from maskapp.outputs.figures.salvage import take_figures
from maskapp.outputs.snapshots.log import SnapshotLog, database_path, pictures_of
from maskapp.outputs.snapshots.rebuilding.damaged import readable_copy
from maskapp.outputs.snapshots.rebuilding.salvage import (
    take_kept_corrections,
    take_notes_and_corrections,
)
from maskapp.outputs.snapshots.row_writer import insert_row

TellProgress = Callable[[int, int], None]
"""Called with the number of entries so far and of all, once a second, so never if it is quick; with
zeros at the end, also if it failed."""

BEING_REBUILT = (
    "The snapshot log is being rebuilt from its pictures; wait for that, or start Maskapp again if"
    " it was interrupted"
)
"""What to tell who wants to read a log meanwhile."""

_TELL_EVERY_S = 1.0


def is_database_lost(folder: Path) -> bool:
    """Return whether a log has pictures, but no database or an empty one.

    It has none either while it is rebuilt.
    """
    database = database_path(folder)
    if has_content(database):
        return False
    return _aside(database).exists() or (is_folder(folder) and pictures_of(folder).has_any())


def is_being_rebuilt(folder: Path) -> bool:
    """Return whether a log is being rebuilt, unless that was interrupted."""
    return _new(database_path(folder)).exists()


def has_content(database: Path) -> bool:
    """Return whether there is a database, or something else in its place, and no empty file.

    A link counts, too, if it leads nowhere: its disk may not be connected.
    """
    if database.is_file():
        return database.stat().st_size > 0
    return database.exists() or database.is_symlink()


def free_name(database: Path) -> Path:
    """Return a free name beside the database for what is kept of it."""
    return free_path(
        database.with_name(f"{database.name}.damaged-{datetime.now():%Y-%m-%d_%H-%M-%S}")
    )


def settle_interrupted(folder: Path) -> list[str]:
    """Clear up after a rebuild that was interrupted, and before the next one.

    Args:
        folder: Holds the database and the pictures; nobody else uses them.

    Returns:
        Messages for the user.

    Raises:
        OutputError: The folder cannot be written.
    """
    database = database_path(folder)
    aside = _aside(database)
    try:
        _remove(_new(database))
        if not aside.exists():
            return []
        if not has_content(database):
            if not _changes_of(aside).exists():  # else these are another database's
                _move_changes(database, aside)
            return []
        kept = _keep(aside)  # all that was left to do
    except OSError as error:
        raise output_error(database, error) from error
    return [f"The snapshot log was damaged, and was rebuilt. {_about_kept(kept)}"]


def rebuild(folder: Path, busy_timeout_s: float, tell_progress: TellProgress) -> list[str]:
    """Make a new database in place of one that is damaged or lost.

    Args:
        folder: Holds the database and the pictures; nobody else uses them.
        busy_timeout_s: Time-out while another process holds the database.
        tell_progress: See `TellProgress`.

    Returns:
        Messages for the user.

    Raises:
        OutputError: The folder or a picture cannot be read or written.
        SnapshotLogBusyError: Another program has put a database there meanwhile.
        SnapshotLogError: The new database cannot be written.
    """
    database = database_path(folder)
    aside, new = _aside(database), _new(database)
    try:
        if has_content(database):
            database.replace(aside)
            _move_changes(database, aside)
        is_damaged = aside.exists()
        found = _make(folder, busy_timeout_s, tell_progress)
        if has_content(database):  # a backup, which is used at the next try
            raise SnapshotLogBusyError(f"Another program has put {database} there meanwhile")
        _remove(database)  # an empty one, and what others may have left beside it
        new.replace(database)
        sync_folder(folder)
        if not is_damaged:
            return [f"The database of the snapshot log was missing. {found[0]}", *found[1:]]
        kept = _keep(aside)
    except OSError as error:
        raise output_error(database, error) from error
    finally:
        with contextlib.suppress(OSError):  # a full disk needs the room
            _remove(new)
    return [f"The snapshot log was damaged. {found[0]} {_about_kept(kept)}", *found[1:]]


def add_missing(log: SnapshotLog, stems: Iterable[str], tell_progress: TellProgress) -> None:
    """Add rows for pictures that have none, in one transaction; each would take a disk 2 ms.

    Args:
        log: The log.
        stems: Stems of the pictures; those without facts, which the user put there, are left out.
        tell_progress: See `TellProgress`.

    Raises:
        OutputError: The disk fails.
        SnapshotLogError: The log cannot be written.
    """
    ordered, told_at_s = sorted(stems), time.monotonic()
    with log.database.transaction() as connection:
        for number, stem in enumerate(ordered):
            if time.monotonic() - told_at_s >= _TELL_EVERY_S:
                tell_progress(number, len(ordered))
                told_at_s = time.monotonic()
            facts = log.pictures.facts(stem)
            if facts is not None:
                insert_row(connection, stem, facts, log.pictures.size_bytes(stem))


def _make(folder: Path, busy_timeout_s: float, tell_progress: TellProgress) -> list[str]:
    """Make the new database, which is on the disk then; say what was found, and problems."""
    database = database_path(folder)
    new, aside = _new(database), _aside(database)
    _remove(new)
    with SnapshotLog(folder, busy_timeout_s, name=new.name) as log:
        add_missing(log, log.pictures.find().complete, tell_progress)
        messages = _take_over(log, folder, aside if aside.exists() else None)
        # Writes all changes into the file itself, which is to be renamed, and flushes it.
        if log.database.rows("PRAGMA journal_mode = DELETE") != [("delete",)]:
            raise SnapshotLogBusyError(f"Another program uses {new}; close that program")
    return messages


def _take_over(log: SnapshotLog, folder: Path, damaged: Path | None) -> list[str]:
    """Take over what else is left of a database; return what was found, and problems.

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
        f"It was rebuilt from its pictures. What else was found: {number(notes, 'note', 'notes')},"
        f" {number(corrections, 'correction', 'corrections')}, the figures of"
        f" {number(minutes, 'minute', 'minutes')}."
    )
    return [found, *problems]


def number(count: int, one: str, many: str) -> str:
    """Return a number with its noun, in the singular or the plural."""
    return f"{count} {one if count == 1 else many}"


def _about_kept(kept: Path) -> str:
    return f"The damaged database was kept as {kept}."


def _aside(database: Path) -> Path:
    """Return the path of a damaged database from which nothing was taken over yet."""
    return database.with_name(f"{database.name}.damaged")


def _new(database: Path) -> Path:
    """Return the path of the database that is not complete yet."""
    return database.with_name(f"{database.name}.new")


def _changes_of(database: Path) -> Path:
    return database.with_name(f"{database.name}-wal")


def _move_changes(database: Path, aside: Path) -> None:
    """Move what else belongs to a database that was set aside; nothing may be left to do."""
    changes = _changes_of(database)
    if changes.exists():  # as long as another program reads the database
        changes.replace(_changes_of(aside))
    sync_folder(database.parent)


def _keep(aside: Path) -> Path:
    """Give a damaged database the name that it keeps, and return that.

    Its changes go first: those without a database would be taken for the next damaged one's.
    """
    kept = free_name(aside.with_suffix(""))
    if _changes_of(aside).exists():
        _changes_of(aside).replace(_changes_of(kept))
    aside.replace(kept)
    sync_folder(aside.parent)
    return kept


def _remove(database: Path) -> None:
    """Remove a database with the files beside it; all may be gone."""
    for ending in ("", "-wal", "-shm", "-journal"):
        database.with_name(f"{database.name}{ending}").unlink(missing_ok=True)
