import numpy as np
import pytest

from maskapp.live.recording.face_cover import HELD_BACK_S, REMEMBERED_S, CoveredFrame, FaceCover
from maskapp.records import CLASS_LABELS, Box, Face

FPS = 8  # times that are exact
HELD = round(HELD_BACK_S * FPS)


def face(track: int, x: float) -> Face:
    given = dict.fromkeys(CLASS_LABELS, 1 / 3)
    points = np.zeros((5, 2), np.float32)
    return Face(track, Box(x, 0, x + 20, 20), CLASS_LABELS[0], 0.9, given, 0.9, points, 1.0)


def covered(*found: tuple[Face, ...]) -> list[CoveredFrame]:
    """All frames of a recording in which the given faces were found."""
    cover = FaceCover()
    given = []
    for index, faces in enumerate(found):
        image = np.full((2, 2, 3), index, np.uint8)
        cover.remember(faces, index / FPS)
        given += cover.hold(image, faces, index / FPS)
    given += cover.release()
    assert [frame.image[0, 0, 0] for frame in given] == list(range(len(found)))
    assert [frame.time_s for frame in given] == pytest.approx(np.arange(len(found)) / FPS)
    assert [frame.faces for frame in given] == list(found)
    return given


def tracks(frame: CoveredFrame) -> set[int]:
    return {one.track for one in frame.covered}


def test_frames_are_held_back_and_none_is_lost() -> None:
    cover = FaceCover()
    image = np.zeros((2, 2, 3), np.uint8)
    counts = [len(cover.hold(image, (), index / FPS)) for index in range(20)]
    assert counts == [0] * HELD + [1] * (20 - HELD)
    assert len(cover.release()) == HELD
    assert cover.release() == []


def test_a_missed_face_stays_covered_where_it_was_and_where_it_comes_back() -> None:
    seen, missed, back = face(1, 100), (), face(1, 130)
    frames = covered((seen,), missed, missed, (back,))
    for frame in frames[1:3]:
        assert {one.box for one in frame.covered} == {Box(95, -5, 125, 25), Box(125, -5, 155, 25)}
    assert frames[3].covered == (back,)


def test_a_face_is_covered_before_it_was_first_found() -> None:
    frames = covered(*[()] * 8, (face(1, 0),), (face(1, 0),))
    assert [bool(frame.covered) for frame in frames] == [False] * 4 + [True] * 6
    assert [bool(frame.faces) for frame in frames] == [False] * 8 + [True] * 2


def test_a_face_that_left_is_covered_for_a_while_only() -> None:
    after = round(REMEMBERED_S * FPS)
    frames = covered((face(1, 0),), *[()] * (after + 5))
    assert [bool(frame.covered) for frame in frames] == [True] * (after + 1) + [False] * 5


def test_one_face_that_is_found_does_not_uncover_another() -> None:
    frames = covered((face(1, 0), face(2, 50)), (face(1, 2),), (face(1, 4), face(2, 50)))
    assert tracks(frames[1]) == {1, 2}
    assert frames[1].covered[0].box == Box(2, 0, 22, 20)


def test_a_snapshot_covers_what_was_seen_before() -> None:
    cover = FaceCover()
    cover.remember((face(1, 0), face(2, 50)), 0.0)
    cover.remember((face(1, 2),), 0.125)
    assert {one.track for one in cover.covered((face(1, 2),), 0.125)} == {1, 2}
    assert cover.covered((), REMEMBERED_S + 0.25) == ()
