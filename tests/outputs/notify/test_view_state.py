"""Who is in view."""

from maskapp.outputs.notify.view_state import NOT_WATCHING, state_of
from maskapp.records import MaskLabel


def test_counts_the_faces_in_view():
    counts = dict(zip(MaskLabel, (1, 2, 3, 4), strict=True))
    state = state_of(counts, violations=1)
    assert state.as_json() == {
        "watching": True,
        "people": 10,
        "without_mask": counts[MaskLabel.WITHOUT_MASK],
        "worn_wrong": counts[MaskLabel.INCORRECT_MASK],
        "violation": True,
    }


def test_nothing_is_watched_at_first():
    assert not NOT_WATCHING.is_watching
    assert not state_of(dict.fromkeys(MaskLabel, 0), 0).has_violation
