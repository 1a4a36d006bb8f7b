"""People who are covered, turn away, come in and leave: one number each."""

import pytest

from maskapp.pipeline.tracking.tracker import Tracker
from maskapp.records import Box, Detection, intersection_over_union
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


PILLAR = (250, 330)


def beside_pillar(x, y):
    """Return what is detected of a face: the part beside the pillar, if it is wide enough."""
    x1, x2 = x - 25, x + 25
    x1, x2 = (x1, min(x2, PILLAR[0])) if x < sum(PILLAR) / 2 else (max(x1, PILLAR[1]), x2)
    return [box_from(x1, y - 30, x2, y + 30)] if x2 - x1 >= 20 and 25 < x < 615 else []


def walk(tracker, *people, frames=110):
    """Let people pass behind a pillar; return the numbers under which each was detected."""
    numbers = [set() for _ in people]
    for frame in range(frames):
        parts = [beside_pillar(place(frame), y) for place, y in people]
        tracks = tracker.update([box for part in parts for box in part], frame / FPS, SIZE)
        for part, own in zip(parts, numbers, strict=True):
            for box in part:
                overlaps = {t.id: intersection_over_union(t.box, box.box) for t in tracks}
                own.add(max(overlaps, key=overlaps.get))
    return numbers


def across(step, waits=0):
    """Return a walk by `step` pixels a frame that reaches the pillar's middle in frame 25."""
    return lambda frame: 290 + step * (min(frame, 25) - 25 + max(0, frame - 25 - waits))


@pytest.mark.parametrize("waits", [10, 25])
@pytest.mark.parametrize("steps", [(8, -8), (8, -16), (12, -9)])
def test_two_who_cross_behind_a_pillar_keep_their_numbers(tracker, steps, waits):
    people = ((across(steps[0], waits), 200), (across(steps[1]), 204))
    assert sorted(map(sorted, walk(tracker, *people))) == [[1], [2]]


def test_who_waits_behind_a_pillar_comes_out_with_the_same_number(tracker):
    assert walk(tracker, (across(20, waits=25), 200)) == [{1}]


@pytest.mark.parametrize(
    "other",
    [
        detection(400, 240),  # not on the line of the one who is hidden
        detection(400, 200, 25, 30),
        detection(600, 200),  # farther than anybody has gone
        detection(150, 200),
        box_from(580, 170, 638, 230),  # came in at the edge
    ],
)
def test_who_appears_off_the_way_of_a_hidden_face_is_somebody_new(tracker, other):
    walk(tracker, (across(8), 200), frames=28)
    show(tracker, 2.8, 3.6)
    assert show(tracker, 3.6, 4, other) == [2]


def test_a_face_that_stood_is_not_looked_for_along_a_way(tracker):
    show(tracker, 0, 2, detection(300, 200))
    show(tracker, 2, 4)
    assert show(tracker, 4, 5, detection(330, 200)) == [2]


@pytest.mark.parametrize("step", [0.0, 30.0])
def test_a_face_found_once_a_second_is_never_taken_for_hidden(tracker, step):
    """A camera may be so slow: only a frame without the face tells that it is hidden."""
    numbers = [ids(tracker.update([detection(200 + step * n, 200)], n, SIZE)) for n in range(6)]
    assert numbers == [[1]] * 6


def test_who_sways_at_the_edge_keeps_the_number(tracker):
    show(tracker, 0, 1, box_from(0, 170, 30, 230))
    show(tracker, 1, 3)
    assert show(tracker, 3, 3.5, box_from(0, 170, 36, 230)) == [1]


def test_who_walks_out_of_the_picture_has_left(tracker):
    for frame in range(40):
        x = 300 - 8 * frame
        shown = [box_from(max(0, x - 25), 170, x + 25, 230)] if x > 0 else []
        tracker.update(shown, frame / FPS, SIZE)
    show(tracker, 4, 4.4)
    assert show(tracker, 4.4, 5, box_from(0, 170, 30, 230)) == [2]
