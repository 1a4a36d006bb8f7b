"""What the worker tells other programs."""

from dataclasses import replace

import pytest

from maskapp.errors import SourceLostError
from maskapp.live.playing.timing import Timing
from maskapp.live.source_request import SourceRequest
from maskapp.outputs.notify.view_state import NOT_WATCHING, ViewState
from maskapp.outputs.violation_event import EventEnding
from maskapp.records import MaskLabel, SourceState
from maskapp.settings.settings import Settings
from tests.support.worker_fakes import (
    FakeSource,
    in_step,
    live,
    lose,
    make_face,
    make_frames,
)


@pytest.fixture
def states(worker) -> list[ViewState]:
    found: list[ViewState] = []
    worker.worker.news.view_changed.connect(found.append)
    return found


@pytest.fixture
def news(worker) -> list:
    found: list = []
    worker.worker.news.event_changed.connect(found.append)
    return found


def test_tells_who_is_in_view_and_when_nothing_is_watched(qtbot, worker, sources, engine, states):
    engine.faces = (make_face(1), make_face(2, MaskLabel.INCORRECT_MASK))
    sources["clip"] = lambda: FakeSource(make_frames(2))
    worker.open_source(SourceRequest("clip"))
    qtbot.waitUntil(lambda: ViewState(True, 2, 0, 1) in states)
    qtbot.waitUntil(lambda: states[-1] == NOT_WATCHING)


def test_a_pause_is_not_watching(qtbot, worker, sources, states, hang):
    sources["camera"] = live(hang, frames=2)
    worker.open_source(SourceRequest("camera"))
    qtbot.waitUntil(lambda: states[-1:] == [ViewState(True, 1)])
    worker.pause()
    qtbot.waitUntil(lambda: states[-1] == NOT_WATCHING)


def test_tells_events_even_if_no_snapshots_are_taken(qtbot, worker, sources, engine, news):
    engine.faces = (make_face(1, MaskLabel.WITHOUT_MASK),)
    sources["clip"] = lambda: FakeSource(make_frames(10, step_s=0.5))
    worker.open_source(SourceRequest("clip"))
    qtbot.waitUntil(lambda: len(news) == 2, timeout=20_000)
    assert [each.event.ending for each in news] == [None, EventEnding.SOURCE_ENDED]


@pytest.mark.parametrize("kind", ["is_demo", "is_stills"])
def test_the_demo_and_pictures_tell_nothing(
    qtbot, worker, sources, engine, news, states, log, kind
):
    engine.faces = (make_face(1, MaskLabel.WITHOUT_MASK),)

    def make():
        source = FakeSource(make_frames(10, step_s=0.5))
        source.info = replace(source.info, **{kind: True})
        return source

    sources["clip"] = make
    worker.open_source(SourceRequest("clip"))
    qtbot.waitUntil(lambda: SourceState.ENDED in log.states, timeout=20_000)
    assert news == []
    assert {state.is_watching for state in states} == {False}


class TestNobodyComesBack:
    @pytest.fixture
    def timing(self) -> Timing:
        return Timing(second_ms=1, gone_after_s=0.05)

    @pytest.mark.parametrize("away", ["paused", "lost"])
    def test_events_end_although_no_frame_comes(
        self, qtbot, worker, sources, engine, news, log, hang, away
    ):
        def stay_or_lose() -> None:
            hang()
            lose()

        engine.faces = (make_face(1, MaskLabel.WITHOUT_MASK),)
        frames = in_step(make_frames(50, step_s=0.1), engine)
        camera = FakeSource(frames, is_live=True, at_end=stay_or_lose)
        sources["camera"] = [camera, *[SourceLostError("no")] * 1000]
        worker.use_settings(Settings(automatic_snapshots=True))
        worker.open_source(SourceRequest("camera"))
        qtbot.waitUntil(lambda: hang.entered.is_set() and len(news) == 1, timeout=20_000)
        if away == "paused":
            worker.pause()
        else:
            hang.release.set()
        qtbot.waitUntil(lambda: len(news) == 2 and len(log.snapshots) == 1, timeout=20_000)
        assert news[1].event.ending is EventEnding.SOURCE_ENDED
        assert news[1].event.length_s == pytest.approx(4.9)
        assert log.snapshots[0].event.ending is EventEnding.SOURCE_ENDED
        assert log.states[-1].name.lower() == away
