"""SQL fragments for filtering, sorting and selecting snapshots."""

import json
import unicodedata
from datetime import UTC, datetime, timedelta

from maskapp.outputs.snapshots.records import SnapshotFilter, SnapshotSort
from maskapp.records import VIOLATION_LABELS

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

ORDERS = {
    SnapshotSort.NEWEST: "taken_at_ms DESC, id DESC",
    SnapshotSort.OLDEST: "taken_at_ms, id",
    SnapshotSort.SOURCE: "casefold(CAST(source AS BLOB)), taken_at_ms DESC, id DESC",
    SnapshotSort.VIOLATIONS: (
        "(SELECT count(*) FROM faces WHERE snapshot_id = snapshots.id"
        f" AND label IN ({', '.join(repr(str(label)) for label in VIOLATION_LABELS)})) DESC,"
        " taken_at_ms DESC, id DESC"
    ),
}
"""ORDER BY terms per sort order.

`casefold` is registered by `SnapshotDatabase`. It gets bytes: SQLite would end the query over text
that is not UTF-8.
"""

READABLE = "id NOT IN (SELECT id FROM temp.unreadable)"
"""WHERE term for the snapshots that can be used, also the deleted ones."""

LISTED = f"deleted_at_ms IS NULL AND {READABLE}"
"""WHERE terms for the snapshots that the log shows."""

AMONG = "id IN (SELECT value FROM json_each(?))"
"""WHERE term for a set of ids, given as one JSON array: SQLite limits the number of values."""


def as_ms(moment: datetime) -> int:
    """Return milliseconds since 1970-01-01 UTC.

    Args:
        moment: Timezone-aware.
    """
    return (moment - EPOCH) // timedelta(milliseconds=1)


def search_key(text: str) -> str:
    """Return what a text is searched and sorted by: small letters in their usual form.

    Files from a Mac have umlauts of two characters, Japanese names narrow and wide letters; and
    people who write Turkish search with all four of its letters i.
    """
    usual = unicodedata.normalize("NFKC", text).casefold()
    dotted = usual.replace("\N{LATIN SMALL LETTER DOTLESS I}", "i")
    return unicodedata.normalize("NFKC", dotted.replace("i\N{COMBINING DOT ABOVE}", "i"))


def condition(wanted: SnapshotFilter) -> tuple[str, list[object]]:
    """Translate a filter into SQL.

    Returns:
        The WHERE terms, and the values of their question marks in order.
    """
    conditions = [LISTED]
    values: list[object] = []
    if wanted.labels:
        conditions.append(
            "EXISTS (SELECT 1 FROM faces WHERE snapshot_id = snapshots.id"
            " AND label IN (SELECT value FROM json_each(?)))"
        )
        values.append(json.dumps(sorted(wanted.labels)))
    for test, value in (
        ("kind = ?", wanted.kind),
        ("source = ?", wanted.source),
        ("taken_at_ms >= ?", wanted.since and as_ms(wanted.since)),
        ("taken_at_ms < ?", wanted.until and as_ms(wanted.until)),
        (
            "instr(casefold(CAST(note || char(10) || source AS BLOB)), ?) > 0",
            search_key(wanted.text.strip()),
        ),
    ):
        if value:
            conditions.append(test)
            values.append(value)
    return " AND ".join(conditions), values
