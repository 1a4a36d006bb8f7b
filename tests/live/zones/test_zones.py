import math

import pytest

from maskapp.live.zones.zones import (
    EVERYWHERE,
    MOST_CORNERS,
    Area,
    AreaKind,
    Exclusion,
    Zones,
    area_around,
    corners_problem,
    relative_box,
)
from maskapp.records import Box

LEFT = ((0.0, 0.0), (0.5, 0.0), (0.5, 1.0), (0.0, 1.0))
CORNER = ((0.0, 0.0), (0.2, 0.0), (0.2, 0.2), (0.0, 0.2))


def face_at(x: float, y: float, height: float = 0.1) -> Box:
    return Box(x - height / 2, y - height / 2, x + height / 2, y + height / 2)


def test_without_zones_every_face_counts() -> None:
    assert EVERYWHERE.exclusion(face_at(0.99, 0.01, 0.001)) is None


def test_a_face_counts_where_its_middle_is() -> None:
    zones = Zones((Area(AreaKind.COUNTING, LEFT),))
    assert zones.exclusion(face_at(0.49, 0.5)) is None
    assert zones.exclusion(face_at(0.51, 0.5)) is Exclusion.OUTSIDE


def test_an_ignored_area_wins_over_a_counting_one() -> None:
    zones = Zones((Area(AreaKind.IGNORED, CORNER), Area(AreaKind.COUNTING, LEFT)))
    assert zones.exclusion(face_at(0.1, 0.1)) is Exclusion.IGNORED
    assert zones.exclusion(face_at(0.3, 0.1)) is None


def test_with_ignored_areas_alone_faces_count_everywhere_else() -> None:
    zones = Zones((Area(AreaKind.IGNORED, CORNER),))
    assert zones.exclusion(face_at(0.9, 0.9)) is None


def test_a_face_of_exactly_the_least_height_counts() -> None:
    zones = Zones(least_height=0.25)
    assert zones.exclusion(Box(0.0, 0.25, 0.1, 0.5)) is None
    assert zones.exclusion(Box(0.0, 0.25, 0.1, 0.49)) is Exclusion.TOO_SMALL


def test_the_notch_of_a_polygon_does_not_belong_to_it() -> None:
    notched = Area(AreaKind.COUNTING, ((0.1, 0.1), (0.9, 0.1), (0.9, 0.9), (0.5, 0.3), (0.1, 0.9)))
    assert notched.contains((0.5, 0.2))
    assert not notched.contains((0.5, 0.6))
    assert notched.contains((0.85, 0.7))


def test_another_resolution_keeps_the_zones() -> None:
    zones = Zones((Area(AreaKind.COUNTING, LEFT),), least_height=0.1)
    for factor in (1, 3):
        box = Box(100 * factor, 100 * factor, 150 * factor, 160 * factor)
        size = (640 * factor, 480 * factor)
        assert zones.exclusion(relative_box(box, size)) is None


def test_the_area_around_a_face_ignores_it_also_at_the_edge() -> None:
    box = Box(0.9, 0.4, 1.2, 0.8)
    area = area_around(box)
    assert corners_problem(area.corners) is None
    face = Box(0.9, 0.4, 1.0, 0.8)
    assert Zones((area,)).exclusion(face) is Exclusion.IGNORED


@pytest.mark.parametrize("corners", [LEFT, ((0.0, 0.0), (1.0, 0.0), (0.5, 1.0))])
def test_usual_corners_make_an_area(corners) -> None:
    assert corners_problem(corners) is None


@pytest.mark.parametrize(
    "corners",
    [
        (),
        LEFT[:2],
        ((0.1, 0.1),) * 3,
        ((0.1, 0.1), (0.5, 0.5), (0.9, 0.9)),
        ((0.1, 0.1), (0.9, 0.1), (0.5, 0.1)),
        ((-0.1, 0.1), (0.9, 0.1), (0.5, 0.9)),
        ((math.nan, 0.1), (0.9, 0.1), (0.5, 0.9)),
        ((0.1, math.inf), (0.9, 0.1), (0.5, 0.9)),
        ((0.1, 10**400), (0.9, 0.1), (0.5, 0.9)),
        tuple((index / 100, (index % 2) / 2) for index in range(MOST_CORNERS + 1)),
    ],
)
def test_other_corners_make_none(corners) -> None:
    assert corners_problem(corners)
