"""How track numbers continue when the engine is replaced."""

from maskapp.live.session.swappable_engine import SwappableEngine
from tests.support.worker_fakes import FakeEngine, make_face, make_frames

[FRAME] = make_frames(1)


def engine_with(*tracks: int, row: int = 0) -> FakeEngine:
    """Make an engine whose faces are side by side; in each row, they are in other places."""
    boxes = [(5 * place, 6 * row, 5 * place + 4, 6 * row + 4) for place in range(len(tracks))]
    faces = zip(tracks, boxes, strict=True)
    return FakeEngine(tuple(make_face(track, box=box) for track, box in faces))


def test_returns_the_faces_of_the_engine() -> None:
    first = engine_with(2, 5)
    engine = SwappableEngine(first)
    assert engine.process(FRAME).faces == first.faces
    assert first.seen == [FRAME]


def test_continues_the_numbering_after_the_highest_track() -> None:
    engine = SwappableEngine(engine_with(2, 5))
    engine.process(FRAME)
    engine.swap(engine_with(1, 3, row=1))
    assert [face.track for face in engine.process(FRAME).faces] == [6, 8]
    engine.swap(engine_with(1, row=2))
    assert [face.track for face in engine.process(FRAME).faces] == [9]


def test_a_face_in_view_keeps_its_number() -> None:
    engine = SwappableEngine(engine_with(2, 5))
    engine.process(FRAME)
    engine.swap(engine_with(1, 2, 3))
    assert [face.track for face in engine.process(FRAME).faces] == [2, 5, 8]


def test_no_face_is_in_two_stills() -> None:
    first = engine_with(1)
    engine = SwappableEngine(first, is_stills=True)
    engine.process(FRAME)
    first.faces = engine_with(2).faces
    assert [face.track for face in engine.process(FRAME).faces] == [2]


def test_counts_tracks_that_have_left_the_view() -> None:
    first = engine_with(4)
    engine = SwappableEngine(first)
    engine.process(FRAME)
    first.faces = ()
    assert engine.process(FRAME).faces == ()
    engine.swap(engine_with(1, row=1))
    assert [face.track for face in engine.process(FRAME).faces] == [5]


def test_an_engine_that_never_found_a_face_uses_up_no_numbers() -> None:
    engine = SwappableEngine(engine_with())
    engine.process(FRAME)
    engine.swap(engine_with(1))
    assert [face.track for face in engine.process(FRAME).faces] == [1]
