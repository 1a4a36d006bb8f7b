from datetime import datetime, timedelta, timezone

import pytest

from maskapp.outputs.snapshots.records import SavedFace, SnapshotFacts, facts_from_json
from maskapp.records import Box, MaskLabel

FACE = SavedFace(3, MaskLabel.INCORRECT_MASK, 0.875, Box(1.5, 2, 30, 40))
FACTS = SnapshotFacts(
    datetime(2026, 5, 17, 9, 30, 1, 250_000, timezone(timedelta(hours=2))),
    "automatic",
    "Tür",
    (FACE, SavedFace(4, MaskLabel.WITH_MASK, 0.5, Box(0, 0, 1, 1))),
)


def test_facts_survive_json():
    assert facts_from_json(FACTS.facts_as_json()) == FACTS


def test_faces_are_counted_by_label():
    assert FACTS.counts() == {MaskLabel.INCORRECT_MASK: 1, MaskLabel.WITH_MASK: 1}


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("taken_at", "2026-05-17T09:30:01"),
        ("taken_at", "yesterday"),
        ("kind", "boring"),
        ("faces", None),
        ("faces", [{}]),
        ("faces", [{"track": 1, "box": [1, 2], "label": "with_mask", "confidence": 1.0}]),
        ("faces", [{"track": 1, "box": [1, 2, 3, 4], "label": "hat", "confidence": 1.0}]),
    ],
)
def test_other_content_is_refused(key, value):
    with pytest.raises((KeyError, TypeError, ValueError)):
        facts_from_json({**FACTS.facts_as_json(), key: value})
