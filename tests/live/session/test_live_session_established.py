"""What is not established, such as a light that resembles a face, is nobody in any count."""

from datetime import UTC, datetime

import numpy as np
import pytest

from maskapp.live.alarm.alarm_rules import NO_ALARM
from maskapp.live.door.people_at_door import DoorSign, at_door
from maskapp.live.preview_size import PreviewSize
from maskapp.live.session.live_frame import LiveFrame
from maskapp.live.session.live_session import LiveSession
from maskapp.live.source_thread import Arrived
from maskapp.live.verdict import verdict_on, verdict_text
from maskapp.outputs.figures.records import MinuteFigures
from maskapp.records import Frame, MaskLabel, SourceInfo
from maskapp.settings.settings import Settings
from tests.support.worker_fakes import FakeEngine, make_face

INFO = SourceInfo("Door", 120, 80, 10.0, None, is_live=True, is_stills=False)
LIGHT_BOX, PERSON_BOX = (70, 10, 110, 70), (10, 20, 50, 60)
LIGHT = (slice(25, 55), slice(80, 100))
IMAGE = np.random.default_rng(1).integers(0, 256, (80, 120, 3)).astype(np.uint8)
SETTINGS = Settings(violation_after_s=1.0, alarm_no_mask=True, alarm_frame=True, blur_faces=True)


class Run:
    """A session with a masked person and a larger light that is labelled *no mask*.

    Attributes:
        session: The session, after the last frame.
        frames: What the session made of each frame.
        entries: What the snapshot log got.
    """

    def __init__(self, *, is_established: bool) -> None:
        light = make_face(2, MaskLabel.WITHOUT_MASK, LIGHT_BOX, is_established=is_established)
        engine = FakeEngine((make_face(1, MaskLabel.WITH_MASK, PERSON_BOX), light))
        noon = datetime(2026, 3, 1, 12, tzinfo=UTC)
        self.session = LiveSession(INFO, engine, SETTINGS, PreviewSize(), lambda: noon)
        self.frames: list[LiveFrame] = []
        for index in range(50):
            arrived = Arrived(Frame(IMAGE, index, index / 10), 0.0, 0)
            self.frames.append(self.session.process(arrived, index / 10))
        entries = [entry for frame in self.frames for entry in frame.entries]
        self.entries = [*entries, *self.session.finish().entries]

    def counts(self) -> tuple[int, int, int]:
        """Return people, those who came, and events of the figures."""
        [*_, last] = [entry for entry in self.entries if isinstance(entry, MinuteFigures)]
        return last.counts.people, last.counts.came, last.counts.events


def test_a_light_is_in_no_figure_event_alarm_verdict_or_sign() -> None:
    run = Run(is_established=False)
    for frame in run.frames:
        assert verdict_text(verdict_on(frame.statistics.counts)) == "All masked"
        assert at_door(frame.statistics.faces).sign is DoorSign.WELCOME
        assert (frame.statistics.faces_followed, frame.statistics.violations) == (1, 0)
        assert (frame.alarm, frame.changes.began, frame.has_new_event) == (NO_ALARM, (), False)
    assert run.counts() == (1, 1, 0)
    assert all(isinstance(entry, MinuteFigures) for entry in run.entries)


def test_once_it_is_established_it_is_somebody_in_all_of_them() -> None:
    run = Run(is_established=True)
    newest = run.frames[-1]
    assert verdict_text(verdict_on(newest.statistics.counts)) == "1 without a mask of 2"
    assert at_door(newest.statistics.faces).sign is DoorSign.PUT_ON
    assert (newest.statistics.faces_followed, newest.statistics.violations) == (2, 1)
    assert newest.alarm.people == {2}
    assert run.counts() == (2, 2, 1)


@pytest.mark.parametrize("is_established", [False, True])
def test_it_is_blurred_in_any_case(is_established) -> None:
    run = Run(is_established=is_established)
    snapshot = run.session.snapshot()
    assert snapshot is not None
    recorded = [*run.session.recorded.add(run.frames[-1], 4.9), *run.session.recorded.take_all()]
    for image in (snapshot.plain, snapshot.annotated, *(image for image, _ in recorded)):
        assert image[LIGHT].std() < IMAGE[LIGHT].std() / 2
    assert len(recorded) == 1
