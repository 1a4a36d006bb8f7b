"""A filter of snapshots in words, for the report."""

from datetime import datetime

from maskapp.label_style import LABEL_WORDS
from maskapp.outputs.snapshots.records import KIND_NAMES, SnapshotFilter
from maskapp.records import MaskLabel


def filter_words(wanted: SnapshotFilter) -> list[tuple[str, str]]:
    """Return what a filter asks for: the name and the value of each of its conditions.

    Args:
        wanted: The filter.
    """
    labels = " or ".join(LABEL_WORDS[label] for label in MaskLabel if label in wanted.labels)
    conditions = (
        ("source", wanted.source),
        ("label", labels),
        ("kind", wanted.kind and KIND_NAMES[wanted.kind]),
        ("from", _minute(wanted.since)),
        ("before", _minute(wanted.until)),
        ("text", wanted.text),
    )
    return [(name, value) for name, value in conditions if value]


def _minute(moment: datetime | None) -> str:
    return "" if moment is None else f"{moment:%Y-%m-%d %H:%M}"
