"""Reading of what is left in a damaged database."""

import contextlib
import logging
import shutil
import sqlite3
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from maskapp.errors import OutputError
from maskapp.files.temporary_folders import TemporaryFolder
from maskapp.outputs.snapshots.database import text_or_bytes

_HEAD = struct.pack(">16sH6B20xI8xI40x", b"SQLite format 3", 4096, 1, 1, 0, 64, 32, 32, 4, 1)
"""The first 100 bytes of a database of ours, as far as SQLite reads them; it counts the pages."""
_VERSIONS = slice(18, 20)
# UnicodeDecodeError: SQLite quotes a damaged table in its message.
_READING_ERRORS = (sqlite3.Error, UnicodeDecodeError)

_log = logging.getLogger(__name__)


@contextlib.contextmanager
def readable_copy(damaged: Path) -> Iterator[Path]:
    """Yield a copy with a sound head and with the last changes, which lie beside the file.

    The file itself is yielded if it needs no copy, or none can be made.

    Args:
        damaged: The SQLite file, which is not changed.
    """
    readable = damaged
    with contextlib.ExitStack() as stack:
        try:
            if _changes_of(damaged).exists() or not _has_sound_head(damaged):
                readable = _copy_to(stack.enter_context(TemporaryFolder()).path, damaged)
        except (OSError, OutputError):
            _log.warning("%s is read as it is, since it cannot be copied", damaged, exc_info=True)
        yield readable


def _changes_of(database: Path) -> Path:
    return database.with_name(f"{database.name}-wal")


def _has_sound_head(database: Path) -> bool:
    with database.open("rb") as file:
        head, sound = bytearray(file.read(24)), bytearray(_HEAD[:24])
    del head[_VERSIONS], sound[_VERSIONS]  # any can be read
    return head == sound


def _copy_to(folder: Path, damaged: Path) -> Path:
    copy = folder / damaged.name
    shutil.copyfile(damaged, copy)
    if _changes_of(damaged).exists():
        shutil.copyfile(_changes_of(damaged), _changes_of(copy))
    if not _has_sound_head(copy):
        with copy.open("r+b") as file:
            file.write(_HEAD)
    with (
        contextlib.suppress(*_READING_ERRORS),
        contextlib.closing(sqlite3.connect(copy)) as connection,
    ):
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return copy


def readable_rows(damaged: Path, table: str, query: str) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of a query, up to the first that cannot be read.

    Args:
        damaged: The SQLite file, which is not changed.
        table: The table that the query reads. Nothing is read if a view stands in for it, which
            may never come to an end.
        query: SQL; text that is not UTF-8 comes as bytes.
    """
    address = f"{damaged.absolute().as_uri()}?mode=ro&immutable=1"
    with (
        contextlib.suppress(*_READING_ERRORS),
        contextlib.closing(sqlite3.connect(address, uri=True)) as connection,
    ):
        connection.text_factory = text_or_bytes
        connection.execute("PRAGMA writable_schema = ON")  # reads on past tables that make no sense
        views = connection.execute("SELECT lower(name) FROM sqlite_master WHERE type = 'view'")
        if (table,) not in views.fetchall():
            yield from connection.execute(query)
