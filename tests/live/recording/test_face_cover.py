import numpy as np
import pytest

from maskapp.live.recording.face_cover import HELD_BACK_S, REMEMBERED_S, CoveredFrame, FaceCover
from maskapp.records import CLASS_LABELS, Box, Face

FPS = 8  # times that are exact
HELD = round(HELD_BACK_S * FPS)


def face(track: int, x: float, *, detected: bool = True) -> Face:
    given = dict.fromkeys(CLASS_LABELS, 1 / 3)
    points = np.zeros((5, 2), np.float32)
    box = Box(x, 0, x + 20, 20)
    return Face(track, box, CLASS_LABELS[0], 0.9, given, 0.9, points, 1.0, detected)


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


def test_frames_are_held_back_and_none_is_lost() -> None:
    cover = FaceCover()
    image = np.zeros((2, 2, 3), np.uint8)
    counts = [len(cover.hold(image, (), index / FPS)) for index in range(20)]
    assert counts == [0] * HELD + [1] * (20 - HELD)
    assert len(cover.release()) == HELD
    assert cover.release() == []


def is_covered(frame: CoveredFrame, x: float) -> bool:
    """Whether each part of the face at x is in one of the boxes."""
    return all(
        any(box.x1 <= part <= box.x2 and box.y1 <= 0 and box.y2 >= 20 for box in frame.covered)
        for part in np.linspace(x, x + 20, 9)
    )


def test_a_missed_face_is_covered_where_it_was_where_it_comes_back_and_on_its_way() -> None:
    seen, missed, back = face(1, 100), (), face(1, 130)
    frames = covered((seen,), missed, missed, (back,))
    boxes = [{tuple(np.round(box, 1)) for box in frame.covered} for frame in frames[1:3]]
    # Enlarged by an eighth of their size if detected an eighth of a second away, else by a quarter.
    assert boxes[0] == {(97.5, -2.5, 122.5, 22.5), (107.5, -2.5, 132.5, 22.5), (125, -5, 155, 25)}
    assert boxes[1] == {(95, -5, 125, 25), (117.5, -2.5, 142.5, 22.5), (127.5, -2.5, 152.5, 22.5)}
    assert frames[0].covered == (seen.box,)
    assert frames[3].covered == (back.box,)


def test_a_fast_face_is_covered_on_its_way() -> None:
    missed = ()
    frames = covered((face(1, 0),), missed, missed, missed, (face(1, 400),))
    for index, frame in enumerate(frames):
        assert is_covered(frame, 100 * index)


def test_a_predicted_face_is_covered_where_it_is_detected_next() -> None:
    """The prediction stays behind, as at the beginning of a track, whose speed is not known yet."""
    frames = covered((face(1, 100),), (face(1, 100, detected=False),), (face(1, 140),))
    assert is_covered(frames[1], 100)
    assert is_covered(frames[1], 120)
    assert is_covered(frames[1], 140)
    assert frames[1].covered[0] == frames[1].faces[0].box


def test_a_detected_face_is_covered_as_it_is() -> None:
    faces = [(face(1, 10 * index),) for index in range(6)]
    boxes = [tuple(one.box for one in each) for each in faces]
    assert [frame.covered for frame in covered(*faces)] == boxes


def test_a_lost_face_is_covered_along_its_way_for_half_a_second() -> None:
    lost = 6
    frames = covered(*[(face(1, 15 * index),) for index in range(4)], *[()] * lost)
    for index in range(3 + HELD):
        assert is_covered(frames[index], 15 * index)
    assert is_covered(frames[-1], 45)
    assert not is_covered(frames[-1], 15 * (3 + lost))


def test_a_new_face_is_covered_along_the_way_that_it_came() -> None:
    new = 3  # so that two detections are known when the first frame is released
    frames = covered(*[()] * new, *[(face(1, 15 * index),) for index in range(new, 10)])
    for index in range(10):
        assert is_covered(frames[index], 15 * index)


def test_chance_is_no_speed() -> None:
    """Two detections of a resting face that differ by one pixel, 1 ms apart."""
    cover = FaceCover()
    for time_s, x in ((0.0, 100), (0.2, 100), (0.201, 101)):
        cover.remember((face(1, x),), time_s)
    [one] = cover.covered((), 0.701)
    assert one.width < 2 * 20


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
    assert frames[1].covered[0] == Box(2, 0, 22, 20)
    assert is_covered(frames[1], 50)


def test_a_snapshot_covers_what_was_seen_before() -> None:
    cover = FaceCover()
    cover.remember((face(1, 0), face(2, 50)), 0.0)
    cover.remember((face(1, 2),), 0.125)
    own, *other = cover.covered((face(1, 2),), 0.125)
    assert own == face(1, 2).box
    assert all(box.x1 <= 50 and box.x2 >= 70 for box in other)
    assert other
    assert cover.covered((), REMEMBERED_S + 0.25) == ()


def test_ignored_faces_are_covered_but_not_drawn() -> None:
    cover = FaceCover()
    drawn, ignored = face(1, 0), face(2, 100, detected=False)
    cover.remember((drawn, ignored), 0.0)
    cover.hold(np.zeros((2, 2, 3), np.uint8), (drawn,), 0.0, (ignored,))
    [frame] = cover.release()
    assert frame.faces == (drawn,)
    assert frame.covered == (drawn.box, ignored.box)


@pytest.mark.parametrize("gap_s", [1.0, 2.5, 60.0])
def test_a_gap_uncovers_nothing_in_the_frames_held_back_before_it(gap_s: float) -> None:
    """An outage, or a source that is slow to send its next frame."""
    image = np.zeros((2, 2, 3), np.uint8)
    covers = FaceCover(), FaceCover()
    for cover in covers:
        for index, faces in enumerate([(face(1, 0), face(2, 50)), (face(1, 2),), ()]):
            cover.remember(faces, index / FPS, (Box(200, 0, 220, 20),))
            assert cover.hold(image, faces, index / FPS) == []
    stopped, lost = covers
    lost.remember((), gap_s)
    before_gap = lost.hold(image, (), gap_s)
    assert [frame.covered for frame in before_gap] == [frame.covered for frame in stopped.release()]
    assert len(before_gap[2].covered) > 2


def test_frames_that_nobody_takes_do_not_keep_what_was_seen() -> None:
    """A recording that its disk has ended leaves some behind."""
    cover = FaceCover()
    cover.hold(np.zeros((2, 2, 3), np.uint8), (), 0.0)
    for index in range(100 * FPS):
        cover.remember((face(1, 0),), index / FPS)
    assert len(cover._seen) <= FPS * (REMEMBERED_S + HELD_BACK_S) + 1
    assert [frame.time_s for frame in cover.take_ready()] == [0.0]
