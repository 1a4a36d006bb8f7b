"""Where a recording is blurred because of what may be a face, but is too unclear to be shown."""

import numpy as np
import pytest

from maskapp.live.recording.face_cover import DOUBTFUL_S, HELD_BACK_S, FaceCover
from maskapp.records import CLASS_LABELS, Box, Face

FPS = 8  # times that are exact
AROUND = round(DOUBTFUL_S * FPS)
BOX = Box(100, 100, 140, 140)


def face(box: Box) -> Face:
    given = dict.fromkeys(CLASS_LABELS, 1 / 3)
    return Face(1, box, CLASS_LABELS[0], 0.9, given, 0.9, np.zeros((5, 2), np.float32), 1.0)


def covered(doubtful: dict[int, Box], faces: dict[int, Box], count: int) -> list[tuple[Box, ...]]:
    """Return the boxes that are blurred in each frame of a recording."""
    cover = FaceCover()
    image = np.zeros((2, 2, 3), np.uint8)
    frames = []
    for index in range(count):
        found = (face(faces[index]),) if index in faces else ()
        boxes = (doubtful[index],) if index in doubtful else ()
        cover.remember(found, index / FPS, boxes)
        frames += cover.hold(image, found, index / FPS)
    return [frame.covered for frame in (*frames, *cover.release())]


def holds(outer: Box, inner: Box) -> bool:
    return (
        outer.x1 <= inner.x1
        and outer.y1 <= inner.y1
        and outer.x2 >= inner.x2
        and outer.y2 >= inner.y2
    )


def test_a_doubtful_box_is_blurred_as_it_is_and_grown_a_little_around_its_frame() -> None:
    frames = covered({10: BOX}, {}, 20)
    blurred = [index for index, boxes in enumerate(frames) if boxes]
    assert blurred == list(range(10 - AROUND, 10 + AROUND + 1))
    assert frames[10] == (BOX,)
    for index in (9, 11, 10 + AROUND):
        [box] = frames[index]
        assert holds(box, BOX)
        assert BOX.width < box.width < 1.5 * BOX.width


def test_frames_are_held_back_for_long_enough() -> None:
    assert DOUBTFUL_S <= HELD_BACK_S


def test_what_stays_in_place_is_blurred_once_before_and_once_after() -> None:
    """Each detection of it would otherwise be blurred again, and grown."""
    shaken = {index: Box(100 + index % 3, 100, 140 + index % 3, 140) for index in range(0, 20, 2)}
    frames = covered(shaken, {}, 20)
    assert all(frames[index] == (box,) for index, box in shaken.items())
    assert all(len(frames[index]) == 2 for index in range(1, 19, 2))


def test_what_moves_is_blurred_along_its_way() -> None:
    """The detector ran in every second frame."""
    way = [Box(100 + 15 * index, 100, 140 + 15 * index, 140) for index in range(9)]
    frames = covered({index: way[index] for index in range(0, 9, 2)}, {}, 9)
    for index, place in enumerate(way):
        parts = np.linspace(place.x1, place.x2, 9)
        assert all(any(box.x1 <= part <= box.x2 for box in frames[index]) for part in parts)


def test_what_has_become_clear_is_blurred_as_the_face_that_it_is() -> None:
    frames = covered({0: BOX}, {1: BOX, 2: BOX}, 3)
    assert frames[1:] == [(BOX,), (BOX,)]


def test_a_face_beside_it_does_not_uncover_it() -> None:
    beside = Box(150, 100, 190, 140)
    [first, second] = covered({0: BOX}, {0: beside, 1: beside}, 2)
    assert first == (beside, BOX)
    assert second[0] == beside
    assert holds(second[1], BOX)


@pytest.mark.parametrize("time_s", [0.0, 0.25])
def test_a_snapshot_covers_it_too(time_s: float) -> None:
    cover = FaceCover()
    cover.remember((), 0.0, (BOX,))
    if time_s:
        cover.remember((), time_s)
    [box] = cover.covered((), time_s)
    assert holds(box, BOX)


@pytest.mark.parametrize("step_s", [0.4, 1.0, 3.0, 30.0])
def test_it_is_blurred_however_seldom_a_source_sends_a_frame(step_s: float) -> None:
    cover = FaceCover()
    image = np.zeros((2, 2, 3), np.uint8)
    frames = []
    for index in range(4):
        cover.remember((), index * step_s, (BOX,))
        frames += cover.hold(image, (), index * step_s)
    frames += cover.release()
    assert [frame.covered[0] for frame in frames] == [BOX] * 4
