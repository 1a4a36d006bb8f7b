"""Zones in a session: what does not count is in no figure, and blurred like everything else."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from maskapp.live.preview_size import PreviewSize
from maskapp.live.session.live_session import LiveSession
from maskapp.live.source_thread import Arrived
from maskapp.live.zones.zones import EVERYWHERE, Area, AreaKind, Zones
from maskapp.outputs.figures.records import MinuteFigures
from maskapp.outputs.snapshots.records import NewSnapshot
from maskapp.outputs.violation_event import EventEnding, ViolationEvent
from maskapp.records import Frame, MaskLabel, SourceInfo
from maskapp.settings.settings import Settings
from tests.support.worker_fakes import FakeEngine, make_face

INFO = SourceInfo("Hall", 120, 80, 25.0, None, is_live=True, is_stills=False)
LEFT_BOX, RIGHT_BOX = (10, 20, 50, 60), (70, 20, 110, 60)
RIGHT = Area(AreaKind.IGNORED, ((0.5, 0.0), (1.0, 0.0), (1.0, 1.0), (0.5, 1.0)))
IGNORE_RIGHT = Zones((RIGHT,))
STEP_S = 0.5
NOISE = np.random.default_rng(1).integers(0, 256, (80, 120, 3)).astype(np.uint8)


class Clock:
    """A clock that follows the time of the session."""

    def __init__(self) -> None:
        self.at = datetime(2026, 3, 1, 12, 0, 10, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.at += timedelta(seconds=STEP_S)
        return self.at


class Run:
    """A session that is given frame after frame.

    Attributes:
        entries: What the log got.
    """

    def __init__(self, info=INFO, **settings) -> None:
        faces = (
            make_face(1, MaskLabel.WITH_MASK, LEFT_BOX),
            make_face(2, MaskLabel.WITHOUT_MASK, RIGHT_BOX),
        )
        self.engine = FakeEngine(faces)
        chosen = Settings(**{"violation_after_s": 1.0, **settings})
        self.session = LiveSession(info, self.engine, chosen, PreviewSize(), Clock())
        self.entries: list = []
        self.frames = 0

    def play(self, count: int):
        """Process some frames; return the last one."""
        for _ in range(count):
            time_s = self.frames * STEP_S
            arrived = Arrived(Frame(NOISE, self.frames, time_s), 0.0, 0)
            frame = self.session.process(arrived, time_s)
            self.entries += frame.entries
            self.frames += 1
        return frame

    def finish(self) -> None:
        self.entries += self.session.finish().entries

    def events(self) -> list[ViolationEvent]:
        snapshots = [one.event for one in self.entries if isinstance(one, NewSnapshot)]
        return [*snapshots, *(one for one in self.entries if isinstance(one, ViolationEvent))]


def is_blurred(image: np.ndarray, box) -> bool:
    x1, y1, x2, y2 = box
    inner = np.s_[y1 + 10 : y2 - 10, x1 + 10 : x2 - 10]
    return not np.array_equal(image[inner], NOISE[inner])


def test_an_ignored_face_is_in_no_figure_and_makes_no_event() -> None:
    run = Run()
    run.session.use_zones(IGNORE_RIGHT)
    frame = run.play(20)
    run.finish()
    assert [face.track for face in frame.faces] == [1]
    assert [face.track for face in frame.ignored] == [2]
    statistics = frame.statistics
    assert statistics.counts[MaskLabel.WITHOUT_MASK] == statistics.violations == 0
    assert statistics.faces_followed == len(statistics.faces) == 1
    assert statistics.compliance[-1][1] == 1.0
    [minute] = run.entries
    assert isinstance(minute, MinuteFigures)
    assert (minute.counts.masked, minute.counts.bare, minute.counts.events) == (1, 0, 0)


def test_who_is_ignored_for_a_moment_comes_again_in_the_figures_as_in_the_window() -> None:
    run = Run()
    run.play(4)
    run.session.use_zones(IGNORE_RIGHT)
    run.play(4)
    run.session.use_zones(EVERYWHERE)
    frame = run.play(4)
    run.finish()
    [minute] = [entry for entry in run.entries if isinstance(entry, MinuteFigures)]
    assert minute.counts.came == frame.statistics.faces_followed == 3
    assert minute.counts.events == 2


def test_without_zones_the_same_face_is_an_event() -> None:
    run = Run()
    run.play(20)
    run.finish()
    assert [event.person for event in run.events()] == [2]


def test_the_event_of_a_face_that_is_ignored_from_now_on_ends() -> None:
    run = Run()
    run.play(8)
    [snapshot] = run.session.use_zones(IGNORE_RIGHT)
    assert snapshot.event.ending is EventEnding.LEFT
    assert snapshot.event.length_s == pytest.approx(7 * STEP_S)
    assert run.session.redraw().statistics.violations == 0
    frame = run.play(1)
    assert [face.track for face in frame.faces] == [1]
    assert frame.changes.ended == (snapshot.event,), "its clip has to end as well"
    assert run.play(1).changes.ended == ()
    run.play(20)
    run.finish()
    assert run.events() == [], "it ends once"


def test_what_zones_have_ended_is_told_even_if_no_frame_follows() -> None:
    run = Run()
    run.play(8)
    [snapshot] = run.session.use_zones(IGNORE_RIGHT)
    assert run.session.finish().ended == (snapshot.event,)


def test_a_saved_event_of_a_face_that_is_ignored_ends_too() -> None:
    run = Run()
    run.play(30)
    [saved] = run.events()
    assert saved.ending is None
    [ended] = run.session.use_zones(IGNORE_RIGHT)
    assert ended.ending is EventEnding.LEFT
    assert ended.person == saved.person


def test_a_change_of_zones_resets_nothing_else() -> None:
    run = Run()
    before = run.play(8).statistics
    run.session.use_zones(Zones(least_height=0.1))
    after = run.play(1).statistics
    assert after.faces_followed == before.faces_followed
    assert after.violations == before.violations == 1
    assert len(after.compliance) >= len(before.compliance)


def test_the_newest_frame_follows_a_change_while_paused() -> None:
    run = Run()
    run.play(4)
    run.session.use_zones(IGNORE_RIGHT)
    redrawn = run.session.redraw()
    assert redrawn is not None
    assert [face.track for face in redrawn.faces] == [1]
    assert redrawn.statistics.counts[MaskLabel.WITHOUT_MASK] == 0
    run.session.use_zones(EVERYWHERE)
    assert [face.track for face in run.session.redraw().faces] == [1, 2]


def test_the_places_of_all_faces_are_given_in_shares_of_the_frame() -> None:
    run = Run()
    run.session.use_zones(IGNORE_RIGHT)
    places = run.play(1).places
    assert places[2] == pytest.approx((70 / 120, 20 / 80, 110 / 120, 60 / 80))
    assert places.keys() == {1, 2}


@pytest.mark.parametrize("is_stills", [False, True])
def test_ignored_faces_are_blurred_in_snapshots_and_not_drawn(is_stills) -> None:
    run = Run(replace(INFO, is_stills=is_stills, is_live=False), blur_faces=True)
    run.session.use_zones(IGNORE_RIGHT)
    run.play(1)
    snapshot = run.session.snapshot()
    assert [face.track for face in snapshot.faces] == [1]
    assert is_blurred(snapshot.plain, LEFT_BOX)
    assert is_blurred(snapshot.plain, RIGHT_BOX)
    beside = np.s_[20:60, 66:69]  # where a box of the ignored face would be drawn
    assert np.array_equal(snapshot.annotated[beside], snapshot.plain[beside])


def test_ignored_faces_are_blurred_in_the_picture_of_an_event() -> None:
    run = Run(blur_faces=True)
    # Only predicted, so that nothing but the frame's own faces tells where it is.
    run.engine.faces = (replace(run.engine.faces[0], detected=False), run.engine.faces[1])
    left = Area(AreaKind.IGNORED, ((0.0, 0.0), (0.5, 0.0), (0.5, 1.0), (0.0, 1.0)))
    run.session.use_zones(Zones((left,)))
    run.play(10)
    run.finish()
    [snapshot] = [entry for entry in run.entries if isinstance(entry, NewSnapshot)]
    assert is_blurred(snapshot.plain, LEFT_BOX)
    assert is_blurred(snapshot.plain, RIGHT_BOX)


@pytest.mark.parametrize("is_stills", [False, True])
def test_ignored_faces_are_blurred_in_recordings(is_stills) -> None:
    info = replace(INFO, is_stills=is_stills, is_live=False)
    run = Run(info, recording_mode="blurred")
    # Only predicted, so that nothing but the frame's own faces tells where it is.
    ignored = replace(make_face(2, MaskLabel.WITHOUT_MASK, RIGHT_BOX), detected=False)
    run.engine.faces = (run.engine.faces[0], ignored)
    run.session.use_zones(IGNORE_RIGHT)
    images = []
    for _ in range(4):
        images += run.session.recorded.add(run.play(1), (run.frames - 1) * STEP_S)
    images += run.session.recorded.take_all()
    assert len(images) == 4
    assert all(is_blurred(image, box) for image, _ in images for box in (LEFT_BOX, RIGHT_BOX))


def test_another_name_holds_from_then_on() -> None:
    run = Run()
    run.play(8)
    run.session.rename(replace(INFO, name="Entrance", own_name="Hall"))
    run.play(1)
    assert run.session.snapshot().source == "Entrance"
    run.finish()
    [minute] = [entry for entry in run.entries if isinstance(entry, MinuteFigures)]
    assert minute.source == "Entrance"
