"""The share of masked faces over time."""

from collections import Counter
from itertools import product

import pytest

from maskapp.live.compliance import MAX_POINTS, ComplianceHistory
from maskapp.records import MaskLabel

LABELS = {
    "m": MaskLabel.WITH_MASK,
    "b": MaskLabel.WITHOUT_MASK,
    "w": MaskLabel.INCORRECT_MASK,
    "u": MaskLabel.UNCERTAIN,
}


def play(history: ComplianceHistory, letters: str, start_s: float, end_s: float) -> None:
    """Add a frame with these labels ten times a second."""
    labels = Counter(LABELS[letter] for letter in letters)
    for tenth in range(round(start_s * 10), round(end_s * 10)):
        history.add(labels, tenth / 10)


def test_is_the_share_of_the_confidently_labelled_faces_in_each_second():
    history = ComplianceHistory()
    play(history, "mbu", 0, 1)
    play(history, "mmw", 1, 2)
    play(history, "m", 2, 2.1)
    assert history.points == ((0.5, 0.5), (1.5, pytest.approx(2 / 3)))


@pytest.mark.parametrize("start_s", [0, 7])
def test_a_session_of_less_than_a_second_has_a_point(start_s):
    history = ComplianceHistory()
    play(history, "u", 0, start_s)
    play(history, "mb", start_s, start_s + 0.1)
    assert history.points == ((start_s + 0.5, 0.5),)
    play(history, "mm", start_s + 0.1, start_s + 0.2)
    assert history.points == ((start_s + 0.5, 0.75),)


def test_has_a_gap_where_nobody_was_seen():
    history = ComplianceHistory()
    play(history, "m", 0, 1)
    play(history, "u", 1, 2)
    play(history, "", 2, 7)
    play(history, "b", 7, 9)
    assert history.points == ((0.5, 1.0), (7.5, 0.0))


@pytest.mark.parametrize("every_s", [1, 2, 7])
def test_long_sessions_get_longer_intervals(every_s):
    history = ComplianceHistory()
    for hour, second in product(range(10), range(0, 3600, every_s)):
        label = MaskLabel.WITHOUT_MASK if hour < 5 else MaskLabel.WITH_MASK
        history.add({label: 1}, hour * 3600 + second)
        assert len(history.points) <= MAX_POINTS
    times, shares = zip(*history.points, strict=True)
    assert len(times) > MAX_POINTS / 4
    assert list(times) == sorted(set(times))
    assert times[-1] > 35_000
    # Five hours without a mask, five hours with one; at most one interval has a part of both.
    assert sum(share not in {0.0, 1.0} for share in shares) <= 1
    assert list(shares) == sorted(shares)
    assert sum(shares) / len(shares) == pytest.approx(0.5, abs=0.01)
