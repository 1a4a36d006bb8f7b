import pytest

from maskapp.gui.zones.zone_draft import ZoneDraft
from maskapp.live.zones.zones import EVERYWHERE, MOST_AREAS, MOST_CORNERS, AreaKind, Zones

SQUARE = ((0.2, 0.2), (0.4, 0.2), (0.4, 0.4), (0.2, 0.4))
TRIANGLE = ((0.1, 0.1), (0.9, 0.1), (0.5, 0.9))


def corners_of(draft: ZoneDraft) -> list[float]:
    return [value for corner in draft.selected.corners for value in corner]


def same_corners(corners):
    return pytest.approx([value for corner in corners for value in corner])


@pytest.fixture
def draft() -> ZoneDraft:
    draft = ZoneDraft(EVERYWHERE)
    assert draft.add(AreaKind.IGNORED, SQUARE) is None
    return draft


def test_a_new_area_is_selected_and_can_be_taken_back(draft) -> None:
    assert draft.selected.corners == SQUARE
    draft.undo()
    assert draft.zones == EVERYWHERE
    assert draft.selected is None
    assert not draft.can_undo


def test_what_is_no_area_is_refused_with_the_reason(draft) -> None:
    assert "small" in draft.add(AreaKind.IGNORED, ((0.1, 0.1),) * 4)
    assert "corners" in draft.add(AreaKind.IGNORED, SQUARE[:2])
    for _ in range(MOST_AREAS - 1):
        assert draft.add(AreaKind.IGNORED, SQUARE) is None
    assert str(MOST_AREAS) in draft.add(AreaKind.IGNORED, SQUARE)


def test_an_area_moves_as_a_whole_but_not_out_of_the_picture(draft) -> None:
    draft.move(0.1, -9.0)
    assert corners_of(draft) == same_corners(((0.3, 0.0), (0.5, 0.0), (0.5, 0.2), (0.3, 0.2)))


def test_a_rectangle_stays_one_when_a_corner_is_moved(draft) -> None:
    draft.select(0, 2)
    draft.move(0.3, 9.0)
    assert corners_of(draft) == same_corners(((0.2, 0.2), (0.7, 0.2), (0.7, 1.0), (0.2, 1.0)))


def test_only_the_corner_of_another_polygon_is_moved(draft) -> None:
    draft.add(AreaKind.COUNTING, TRIANGLE)
    draft.select(1, 0)
    draft.move(0.1, 0.1)
    assert corners_of(draft) == same_corners(((0.2, 0.2), *TRIANGLE[1:]))


def test_a_corner_cannot_be_moved_so_that_no_area_is_left(draft) -> None:
    draft.select(0, 2)
    draft.move(-0.2, 0.0)
    assert draft.selected.corners == SQUARE


def test_a_drag_is_one_step(draft) -> None:
    for _ in range(5):
        draft.move(0.01, 0.0, "drag")
    draft.undo()
    assert draft.selected.corners == SQUARE


def test_two_drags_are_two_steps(draft) -> None:
    draft.move(0.1, 0.0, "drag")
    draft.select(0)
    draft.move(0.1, 0.0, "drag")
    draft.undo()
    assert draft.selected.corners[0] == pytest.approx((0.3, 0.2))


def test_the_least_size_stays_in_its_limits_and_is_one_step(draft) -> None:
    for height in (0.1, 0.2, 7.0):
        draft.set_least_height(height)
    assert draft.zones.least_height == 0.5
    draft.undo()
    assert draft.zones.least_height == 0.0
    draft.set_least_height(-1)
    assert draft.zones.least_height == 0.0


def test_deleting_takes_a_corner_or_the_area(draft) -> None:
    draft.select(0, 0)
    draft.delete()
    assert draft.selected.corners == SQUARE[1:]
    draft.select(0, 0)
    draft.delete()
    assert draft.zones.areas == (), "two corners are no area"
    draft.undo()
    draft.undo()
    assert draft.zones.areas[0].corners == SQUARE


def test_a_corner_is_inserted_into_the_nearest_side(draft) -> None:
    draft.insert_corner((0.41, 0.3))
    assert draft.selected.corners == (*SQUARE[:2], (0.41, 0.3), *SQUARE[2:])
    assert draft.corner == 2
    for _ in range(2 * MOST_CORNERS):
        draft.insert_corner((0.3, 0.5))
    assert len(draft.selected.corners) == MOST_CORNERS


def test_the_kind_of_the_selected_area_changes(draft) -> None:
    draft.set_kind(AreaKind.COUNTING)
    draft.select(None)
    draft.set_kind(AreaKind.IGNORED)
    assert draft.zones.areas[0].kind is AreaKind.COUNTING


def test_areas_and_corners_are_selected_one_after_the_other(draft) -> None:
    draft.add(AreaKind.COUNTING, TRIANGLE)
    draft.select(None)
    visited = []
    for step in (1, 1, 1, -1):
        draft.select_next(step)
        visited.append(draft.area)
    assert visited == [0, 1, 0, 1]
    corners = []
    for _ in range(5):
        draft.select_next_corner()
        corners.append(draft.corner)
    assert corners == [0, 1, 2, None, 0]


def test_without_areas_there_is_nothing_to_do() -> None:
    draft = ZoneDraft(Zones())
    draft.select_next()
    draft.select_next_corner()
    draft.move(0.1, 0.1)
    draft.delete()
    draft.insert_corner((0.1, 0.1))
    draft.undo()
    assert draft.zones == Zones()


def test_a_selection_that_undoing_takes_away_is_dropped(draft) -> None:
    draft.insert_corner((0.41, 0.3))
    draft.select(0, 4)
    draft.undo()
    assert (draft.area, draft.corner) == (0, None)
