"""Pictures that the user goes back to."""

from dataclasses import replace

import numpy as np
import pytest

from maskapp.live.preview_size import PreviewSize
from maskapp.live.session.live_session import LiveSession
from maskapp.live.source_thread import Arrived
from maskapp.records import Frame, FrameResult, MaskLabel, SourceInfo
from maskapp.settings.settings import Settings
from tests.support.worker_fakes import make_face

FOLDER = SourceInfo("door", 0, 0, None, 3, is_live=False, is_stills=True)


class PictureEngine:
    """Finds one face in each picture, a new one each time, as the real one does.

    Attributes:
        seen: The numbers of the pictures that it has processed.
    """

    def __init__(self, label=MaskLabel.WITH_MASK) -> None:
        self.seen: list[int] = []
        self._label = label

    def process(self, frame: Frame) -> FrameResult:
        self.seen.append(frame.index)
        face = make_face(track=len(self.seen), label=self._label, box=(34, 30, 94, 90))
        return FrameResult(frame, (face,))


@pytest.fixture
def engine() -> PictureEngine:
    return PictureEngine()


@pytest.fixture
def session(engine) -> LiveSession:
    return LiveSession(FOLDER, engine, Settings(), PreviewSize())


def show(session: LiveSession, *indices: int, start_s=0.0) -> list:
    """Show pictures one after the other, a second apart."""
    frames = [
        Frame(np.full((96, 128, 3), 40 * index, np.uint8), index, 0.0, f"{index}.png")
        for index in indices
    ]
    return [
        session.process(Arrived(frame, 100.0, 0), start_s + n) for n, frame in enumerate(frames)
    ]


def test_going_back_shows_the_same_faces_and_counts_nobody_again(session, engine) -> None:
    first, second, again, third = show(session, 0, 1, 0, 2)
    assert again.faces == first.faces
    assert (again.index, again.name) == (0, "0.png")
    assert again.preview[0, 0].tolist() == first.preview[0, 0].tolist()
    assert again.statistics.counts == first.statistics.counts
    assert again.statistics.faces_followed == second.statistics.faces_followed == 2
    assert third.statistics.faces_followed == 3
    assert engine.seen == [0, 1, 2]


def test_a_snapshot_is_that_of_the_picture_gone_back_to(session) -> None:
    show(session, 0, 1, 0)
    assert session.snapshot().plain[0, 0].tolist() == [0, 0, 0]


def test_another_engine_looks_again_but_counts_nobody_twice(session) -> None:
    show(session, 0, 1)
    other = PictureEngine(MaskLabel.WITHOUT_MASK)
    session.use_engine(other)
    [again] = show(session, 0, start_s=2.0)
    assert again.statistics.counts[MaskLabel.WITHOUT_MASK] == 1
    assert again.statistics.faces_followed == 2
    show(session, 1, 0, start_s=3.0)
    assert other.seen == [0, 1]


def test_the_newest_picture_is_looked_at_again_without_being_read(session) -> None:
    assert session.look_again() is None
    show(session, 0, 1)
    other = PictureEngine(MaskLabel.WITHOUT_MASK)
    session.use_engine(other)
    again = session.look_again()
    assert (again.index, again.name) == (1, "1.png")
    assert again.statistics.counts[MaskLabel.WITHOUT_MASK] == 1
    assert again.statistics.faces_followed == 2
    assert session.snapshot().faces == again.faces
    assert other.seen == [1]


def test_a_moving_source_has_no_memory_of_its_frames(engine) -> None:
    video = replace(FOLDER, is_stills=False)
    session = LiveSession(video, engine, Settings(), PreviewSize())
    show(session, 0, 0)
    assert session.look_again() is None
    assert len(engine.seen) == 2
