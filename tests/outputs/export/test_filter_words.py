from datetime import UTC, datetime

from maskapp.outputs.export.filter_words import filter_words
from maskapp.outputs.snapshots.records import EVERYTHING, SnapshotFilter
from maskapp.records import VIOLATION_LABELS


def test_without_a_filter_there_is_nothing_to_say():
    assert filter_words(EVERYTHING) == []


def test_every_condition_is_told():
    wanted = SnapshotFilter(
        labels=frozenset(VIOLATION_LABELS),
        kind="automatic",
        source="Door",
        since=datetime(2026, 5, 17, tzinfo=UTC),
        until=datetime(2026, 5, 18, 12, 30, tzinfo=UTC),
        text="left early",
    )
    assert filter_words(wanted) == [
        ("source", "Door"),
        ("label", "No mask or Worn wrong"),
        ("kind", "Automatic"),
        ("from", "2026-05-17 00:00"),
        ("before", "2026-05-18 12:30"),
        ("text", "left early"),
    ]
