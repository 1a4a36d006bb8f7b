import numpy as np
import pytest

from maskapp.pipeline.tracking.found_faces import MOST_HIDDEN, FoundFaces, are_at_edge
from tests.support.detections import SIZE, detection

NEARER = detection(300, 200, 100, 120)
TRACK = np.array([[390.0, 200.0, np.log(50.0), np.log(60.0)]])


def seen_by_track(*found):
    """Return the places that the track sees, (n, 4)."""
    return FoundFaces(found, SIZE).as_seen_by(TRACK, np.arange(len(found)))[0]


def test_a_side_that_a_nearer_face_covers_is_put_back():
    place, _ = seen_by_track(detection(375, 200, 30, 60), NEARER)
    assert np.exp(place[2:]) == pytest.approx((50, 60))
    assert place[0] == 390 - 25  # its right side stays

    mirrored, _ = seen_by_track(detection(225, 200, 30, 60), NEARER)
    assert mirrored[0] == 210 + 25


def test_no_side_grows_beyond_what_the_detector_needs():
    place, _ = seen_by_track(detection(370, 200, 10, 60), NEARER)
    assert np.exp(place[2]) == pytest.approx(10 * MOST_HIDDEN)


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(detection(450, 200, 30, 60), id="elsewhere"),
        pytest.param(detection(375, 400, 30, 60), id="below"),
        pytest.param(detection(375, 200, 30, 115), id="as near"),
        pytest.param(detection(335, 35, 30, 60), id="at the edge"),
    ],
)
def test_other_boxes_are_taken_as_they_are(other):
    place, *_ = seen_by_track(other, NEARER, detection(270, 60, 100, 110))
    assert np.exp(place[2]) == pytest.approx(30)
    assert place[0] == (other.box.x1 + other.box.x2) / 2


def test_the_nearer_face_is_taken_as_it_is():
    _, nearer = seen_by_track(detection(375, 200, 30, 60), NEARER)
    assert np.exp(nearer[2]) == pytest.approx(100)


def test_new_faces_are_where_their_boxes_are():
    (place,) = FoundFaces([NEARER], SIZE).places(np.array([0]))
    assert place == pytest.approx((300, 200, np.log(100), np.log(120)))


def test_landmarks_are_relative_to_the_place():
    found = FoundFaces([NEARER], SIZE)
    (place,) = found.places(np.array([0]))
    assert found.shape(0, place)[0] == pytest.approx((-0.2, -0.1), abs=1e-6)


def test_boxes_at_the_edge_of_the_frame():
    low = np.array([[2.0, 100.0], [200.0, 100.0], [590.0, 100.0], [200.0, 1.0], [200.0, 420.0]])
    assert are_at_edge(low, low + 48, SIZE).tolist() == [True, False, True, True, False]


def test_without_detections_there_is_nothing():
    found = FoundFaces([], SIZE)
    assert found.as_seen_by(TRACK, np.arange(0)).shape == (1, 0, 4)
    assert found.free.shape == (0,)
