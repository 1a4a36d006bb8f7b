"""How track numbers continue when the engine is replaced."""

from maskapp.live.swappable_engine import SwappableEngine
from tests.support.worker_fakes import FakeEngine, make_face, make_frames

[FRAME] = make_frames(1)


def engine_with(*tracks: int) -> FakeEngine:
    return FakeEngine(tuple(make_face(track) for track in tracks))


def test_returns_the_faces_of_the_engine() -> None:
    first = engine_with(2, 5)
    engine = SwappableEngine(first)
    assert engine.faces(FRAME) == first.faces
    assert first.seen == [FRAME]


def test_continues_the_numbering_after_the_highest_track() -> None:
    engine = SwappableEngine(engine_with(2, 5))
    engine.faces(FRAME)
    engine.swap(engine_with(1, 3))
    assert [face.track for face in engine.faces(FRAME)] == [6, 8]
    engine.swap(engine_with(1))
    assert [face.track for face in engine.faces(FRAME)] == [9]


def test_counts_tracks_that_have_left_the_view() -> None:
    first = engine_with(4)
    engine = SwappableEngine(first)
    engine.faces(FRAME)
    first.faces = ()
    assert engine.faces(FRAME) == ()
    engine.swap(engine_with(1))
    assert [face.track for face in engine.faces(FRAME)] == [5]


def test_an_engine_that_never_found_a_face_uses_up_no_numbers() -> None:
    engine = SwappableEngine(engine_with())
    engine.faces(FRAME)
    engine.swap(engine_with(1))
    assert [face.track for face in engine.faces(FRAME)] == [1]
