"""Reading of what is left in a damaged database."""

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from maskapp.outputs.snapshots.database import text_or_bytes


def readable_rows(damaged: Path, table: str, query: str) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of a query, up to the first that cannot be read.

    Args:
        damaged: The SQLite file, which is not changed.
        table: The table that the query reads. Nothing is read if a view stands in for it, which
            may never come to an end.
        query: SQL; text that is not UTF-8 comes as bytes.
    """
    address = f"{damaged.absolute().as_uri()}?mode=ro&immutable=1"
    # UnicodeDecodeError: SQLite quotes a damaged table in its message.
    with (
        contextlib.suppress(sqlite3.Error, UnicodeDecodeError),
        contextlib.closing(sqlite3.connect(address, uri=True)) as connection,
    ):
        connection.text_factory = text_or_bytes
        connection.execute("PRAGMA writable_schema = ON")  # reads on past tables that make no sense
        views = connection.execute("SELECT lower(name) FROM sqlite_master WHERE type = 'view'")
        if (table,) not in views.fetchall():
            yield from connection.execute(query)
