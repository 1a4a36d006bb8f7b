"""People who are covered, turn away, come in and leave: one number each."""

import pytest

from maskapp.pipeline.track import Tracker
from maskapp.records import Box, Detection
from tests.support.detections import LANDMARKS, SIZE, detection, ids

FPS = 10


def box_from(x1, y1, x2, y2):
    points = (x1, y1) + LANDMARKS * (x2 - x1, y2 - y1)
    return Detection(Box(x1, y1, x2, y2), 0.9, points.astype("float32"))


@pytest.fixture
def tracker():
    return Tracker()


def show(tracker, from_s, until_s, *found):
    """Show the same detections for a while; return the numbers in the last frame."""
    numbers = []
    for frame in range(round(from_s * FPS), round(until_s * FPS)):
        numbers = ids(tracker.update(found, frame / FPS, SIZE))
    return numbers


@pytest.mark.parametrize("away_s", [1.0, 2.0, 4.5])
def test_who_turns_away_and_back_keeps_the_number(tracker, away_s):
    show(tracker, 0, 1, detection(300, 200))
    show(tracker, 1, 1 + away_s)
    assert show(tracker, 1 + away_s, 2 + away_s, detection(308, 204)) == [1]


def test_who_is_away_for_longer_than_anybody_is_covered_is_somebody_new(tracker):
    show(tracker, 0, 1, detection(300, 200))
    show(tracker, 1, 6.2)
    assert show(tracker, 6.2, 7, detection(300, 200)) == [2]


@pytest.mark.parametrize("other", [detection(345, 200), detection(300, 200, 35, 42)])
def test_somebody_beside_or_behind_a_hidden_face_is_somebody_new(tracker, other):
    show(tracker, 0, 1, detection(300, 200))
    show(tracker, 1, 3)
    assert show(tracker, 3, 4, other) == [2]


def test_who_walks_behind_a_pillar_comes_out_with_the_same_number(tracker):
    numbers = []
    for frame in range(60):
        x = 60 + 8 * frame
        is_hidden = 220 <= x <= 370  # for 1.9 s
        tracks = tracker.update([] if is_hidden else [detection(x, 200)], frame / FPS, SIZE)
        numbers += ids(tracks)
    assert set(numbers) == {1}


def test_who_is_covered_bit_by_bit_keeps_the_number(tracker):
    """A nearer face covers the left of the box first, which moves its centre to the right."""
    show(tracker, 0, 1, detection(300, 200))
    for frame in range(10, 50):
        nearer_x = min(130 + 12 * (frame - 10), 280)
        left = nearer_x + 65
        far = [box_from(max(275, left), 170, 325, 230)] if left < 305 else []
        tracker.update([detection(nearer_x, 200, 100, 120), *far], frame / FPS, SIZE)
    tracks = tracker.update([detection(480, 200, 100, 120), detection(300, 200)], 5.0, SIZE)
    found = {round(track.box.width): track.id for track in tracks if track.detected}
    assert found[50] == 1


def test_a_face_that_is_missing_at_the_edge_has_left(tracker):
    show(tracker, 0, 1, box_from(0, 170, 30, 230))
    show(tracker, 1, 2)
    assert show(tracker, 2, 2.5, box_from(0, 170, 30, 230)) == [2]
