import pytest

from maskapp.live.zones.zone_filter import STEADY_S, ZoneFilter
from maskapp.live.zones.zones import EVERYWHERE, Area, AreaKind, Zones
from tests.support.worker_fakes import make_face

SIZE = (100, 100)
LEFT = Area(AreaKind.COUNTING, ((0.0, 0.0), (0.5, 0.0), (0.5, 1.0), (0.0, 1.0)))
INSIDE, OUTSIDE = (10, 10, 30, 30), (70, 10, 90, 30)


@pytest.fixture
def left() -> ZoneFilter:
    return ZoneFilter(Zones((LEFT,)))


def counts(zone_filter: ZoneFilter, box, time_s: float, track=1) -> bool:
    counted, ignored = zone_filter.split([make_face(track, box=box)], SIZE, time_s)
    assert len(counted) + len(ignored) == 1
    return bool(counted)


def test_faces_are_split_in_their_order(left) -> None:
    faces = [make_face(1, box=OUTSIDE), make_face(2, box=INSIDE), make_face(3, box=INSIDE)]
    counted, ignored = left.split(faces, SIZE, 0.0)
    assert [face.track for face in counted] == [2, 3]
    assert [face.track for face in ignored] == [1]


def test_without_zones_all_count() -> None:
    faces = (make_face(1), make_face(2))
    assert ZoneFilter(EVERYWHERE).split(faces, SIZE, 0.0) == (faces, ())


def test_a_face_is_decided_about_when_it_comes_into_view(left) -> None:
    assert not counts(left, OUTSIDE, 0.0)
    assert counts(left, INSIDE, 0.0, track=2)


def test_a_face_that_trembles_on_an_edge_does_not_come_and_go(left) -> None:
    assert counts(left, INSIDE, 0.0)
    boxes = [OUTSIDE, INSIDE] * 20
    assert all(counts(left, box, 0.1 + index * 0.1) for index, box in enumerate(boxes))


def test_a_face_that_stays_on_the_other_side_changes(left) -> None:
    assert counts(left, INSIDE, 0.0)
    assert counts(left, OUTSIDE, 1.0)
    assert counts(left, OUTSIDE, 1.0 + STEADY_S / 2)
    assert not counts(left, OUTSIDE, 1.0 + STEADY_S)


def test_a_track_that_comes_back_is_decided_about_again(left) -> None:
    assert counts(left, INSIDE, 0.0)
    left.split([], SIZE, 0.1)
    assert not counts(left, OUTSIDE, 0.2)
