"""What may be a face, but is not shown: blurred wherever faces are, and nothing else."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from maskapp.live.preview_size import PreviewSize
from maskapp.live.session.live_session import LiveSession
from maskapp.live.source_thread import Arrived
from maskapp.outputs.snapshots.records import NewSnapshot
from maskapp.records import Box, Frame, MaskLabel, SourceInfo
from maskapp.settings.settings import Settings
from tests.support.worker_fakes import FakeEngine, make_face

INFO = SourceInfo("Hall", 120, 80, 10.0, None, is_live=True, is_stills=False)
FOLDER = replace(INFO, is_live=False, is_stills=True)
FACE_BOX, DOUBTFUL_BOX = (10, 20, 50, 60), Box(70, 20, 110, 60)
DOUBTFUL = (slice(30, 50), slice(80, 100))
NOISE = np.random.default_rng(1).integers(0, 256, (80, 120, 3)).astype(np.uint8)
WEBHOOK = {"webhook_on": True, "webhook_url": "http://hall/", "webhook_pictures": True}


class Run:
    """A session with a bare face and a doubtful box, given some frames."""

    def __init__(
        self, info: SourceInfo = INFO, *, frames=20, doubtful=(DOUBTFUL_BOX,), **settings
    ) -> None:
        face = make_face(1, MaskLabel.WITHOUT_MASK, FACE_BOX)
        self.engine = FakeEngine((face,), doubtful)
        noon = datetime(2026, 3, 1, 12, tzinfo=UTC)
        self._times = (noon + timedelta(seconds=count / 10) for count in range(10**6))
        chosen = Settings(**{"violation_after_s": 1.0, **settings})
        self.session = LiveSession(
            info,
            self.engine,
            chosen,
            PreviewSize(),
            lambda: next(self._times),
            tells_others=True,
        )
        self.recorded: list[np.ndarray] = []
        self.frames = [self.play(index) for index in range(frames)]
        self.recorded += [image for image, _ in self.session.recorded.take_all()]

    def play(self, index: int):
        frame = self.session.process(Arrived(Frame(NOISE, index, index / 10), 0.0, 0), index / 10)
        self.recorded += [image for image, _ in self.session.recorded.add(frame, index / 10)]
        return frame


def is_sharp(image: np.ndarray) -> bool:
    return bool(np.array_equal(image[DOUBTFUL], NOISE[DOUBTFUL]))


@pytest.mark.parametrize("info", [INFO, FOLDER])
@pytest.mark.parametrize("blur_faces", [True, False])
def test_it_is_blurred_in_snapshots_if_faces_are(info, blur_faces) -> None:
    snapshot = Run(info, frames=1, blur_faces=blur_faces).session.snapshot()
    assert snapshot is not None
    assert [face.track for face in snapshot.faces] == [1]
    for image in (snapshot.plain, snapshot.annotated):
        assert is_sharp(image) is not blur_faces


@pytest.mark.parametrize("info", [INFO, FOLDER])
@pytest.mark.parametrize("mode", ["plain", "blurred", "annotated", "blurred_annotated"])
def test_it_is_blurred_in_recordings_if_faces_are(info, mode) -> None:
    recorded = Run(info, recording_mode=mode).recorded
    assert len(recorded) == 20
    assert {is_sharp(image) for image in recorded} == {not mode.startswith("blurred")}


def test_it_is_blurred_in_the_picture_of_an_event() -> None:
    run = Run(blur_faces=True)
    entries = [
        *(entry for frame in run.frames for entry in frame.entries),
        *run.session.finish().entries,
    ]
    [snapshot] = [entry for entry in entries if isinstance(entry, NewSnapshot)]
    assert snapshot.event is not None
    assert not is_sharp(snapshot.plain)
    assert not is_sharp(snapshot.annotated)


@pytest.mark.parametrize("blur_faces", [True, False])
def test_it_is_blurred_in_the_picture_for_a_webhook_if_faces_are(blur_faces) -> None:
    [news] = Run(blur_faces=blur_faces, **WEBHOOK).session.news.take()
    assert news.picture is not None
    assert is_sharp(news.picture) is not blur_faces


def test_a_picture_that_is_shown_again_is_blurred_as_before() -> None:
    run = Run(FOLDER, frames=2, blur_faces=True)
    run.engine.doubtful = ()  # what was found is remembered
    run.play(0)
    assert len(run.engine.seen) == 2
    assert not is_sharp(run.session.snapshot().plain)
    run.session.use_engine(run.engine)
    run.play(0)
    assert is_sharp(run.session.snapshot().plain), "another engine finds something else"


def test_it_is_neither_drawn_nor_counted() -> None:
    newest = Run().frames[-1]
    assert [face.track for face in newest.faces] == [1]
    assert newest.ignored == ()
    assert newest.doubtful == (DOUBTFUL_BOX,)
    without = Run(doubtful=()).frames[-1]
    assert np.array_equal(newest.preview, without.preview)
    assert newest.statistics.faces_followed == len(newest.statistics.faces) == 1
