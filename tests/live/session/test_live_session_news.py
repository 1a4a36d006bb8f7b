"""What a session tells other programs."""

from dataclasses import replace

import numpy as np
import pytest

from maskapp.live.preview_size import PreviewSize
from maskapp.live.session import frame_views
from maskapp.live.session.live_session import LiveSession
from maskapp.live.source_thread import Arrived
from maskapp.outputs.snapshots.records import NewSnapshot
from maskapp.outputs.violation_event import EventEnding
from maskapp.records import Frame, MaskLabel, SourceInfo
from maskapp.settings.settings import Settings
from tests.support.worker_fakes import FakeEngine, make_face

INFO = SourceInfo("Hall", 128, 96, 25.0, None, is_live=True, is_stills=False)
WEBHOOK = Settings(webhook_on=True, webhook_url="http://hall/", webhook_pictures=True)
BOX = (34, 30, 94, 90)


def make_image() -> np.ndarray:
    image = np.zeros((96, 128, 3), np.uint8)
    image[::4, ::4] = 255
    return image


def watch(settings: Settings, info=INFO, *, until_s: float = 4.0, tells_others=True) -> list:
    """Return the news of a face without a mask."""
    engine = FakeEngine((make_face(1, MaskLabel.WITHOUT_MASK, box=BOX),))
    session = LiveSession(info, engine, settings, PreviewSize(), tells_others=tells_others)
    news = []
    for tenth in range(round(until_s * 10)):
        arrived = Arrived(Frame(make_image(), tenth, tenth / 10), 100.0 + tenth / 10, 0)
        session.process(arrived, tenth / 10)
        news += session.news.take()
    session.finish()
    return news + session.news.take()


@pytest.mark.parametrize("automatic", [True, False])
def test_an_event_is_told_whether_or_not_it_is_logged(automatic):
    began, ended = watch(replace(WEBHOOK, automatic_snapshots=automatic))
    assert began.event.ending is None
    assert ended.event.ending is EventEnding.SOURCE_ENDED
    assert began.event.key == ended.event.key


def test_news_log_and_viewers_agree_when_somebody_who_left_was_last_seen():
    face = make_face(1, MaskLabel.WITHOUT_MASK, box=BOX)
    shown = [(face,)] * 40 + [(replace(face, detected=False, missed=True),)] * 4 + [()] * 70
    engine = FakeEngine()
    session = LiveSession(INFO, engine, WEBHOOK, PreviewSize(), tells_others=True)
    logged, told = [], []
    for tenth, engine.faces in enumerate(shown):
        arrived = Arrived(Frame(make_image(), tenth, tenth / 10), 100.0 + tenth / 10, 0)
        frame = session.process(arrived, tenth / 10)
        logged += frame.entries
        told += frame.changes.ended
    _, ended = session.news.take()
    [snapshot] = [entry for entry in logged if isinstance(entry, NewSnapshot)]
    assert told == [ended.event] == [snapshot.event]
    assert ended.event.length_s == pytest.approx(3.9)
    assert ended.event.ending is EventEnding.LEFT


def test_a_picture_comes_with_the_beginning_only_if_the_user_wants_it():
    began, ended = watch(WEBHOOK)
    assert began.picture.shape == (96, 128, 3)
    assert ended.picture is None
    for settings in (
        replace(WEBHOOK, webhook_pictures=False),
        replace(WEBHOOK, webhook_on=False),
        replace(WEBHOOK, webhook_url=""),
    ):
        assert watch(settings)[0].picture is None


def test_the_picture_is_blurred_if_the_settings_say_so():
    plain = watch(WEBHOOK)[0].picture
    blurred = watch(replace(WEBHOOK, blur_faces=True))[0].picture
    inside = np.s_[50:70, 54:74]
    assert plain[inside].std() > 50
    assert blurred[inside].std() < plain[inside].std() / 3


def test_a_short_violation_is_no_event():
    assert watch(WEBHOOK, until_s=2.0) == []


@pytest.mark.parametrize("kind", ["is_demo", "is_stills"])
def test_the_demo_and_pictures_tell_nothing(kind):
    assert watch(WEBHOOK, replace(INFO, **{kind: True})) == []


def test_nothing_is_kept_or_drawn_for_others_where_nobody_takes_it(monkeypatch):
    drawn = []
    make = frame_views.make_snapshot
    monkeypatch.setattr(
        frame_views, "make_snapshot", lambda *values: drawn.append(values) or make(*values)
    )
    without_snapshots = replace(WEBHOOK, automatic_snapshots=False)
    assert watch(without_snapshots, tells_others=False) == []
    assert drawn == []
    watch(without_snapshots)
    assert len(drawn) == 1


def test_events_end_once_where_nothing_follows_for_long():
    engine = FakeEngine((make_face(1, MaskLabel.WITHOUT_MASK, box=BOX),))
    session = LiveSession(INFO, engine, WEBHOOK, PreviewSize(), tells_others=True)
    for tenth in range(40):
        arrived = Arrived(Frame(make_image(), tenth, tenth / 10), 100.0 + tenth / 10, 0)
        session.process(arrived, tenth / 10)
    session.news.take()
    end = session.end_events()
    [ended] = end.ended
    [snapshot] = end.entries
    [news] = session.news.take()
    assert ended == news.event == snapshot.event
    assert (ended.ending, ended.length_s) == (EventEnding.SOURCE_ENDED, pytest.approx(3.9))
    engine.faces = ()
    frame = session.process(Arrived(Frame(make_image(), 40, 9.0), 109.0, 0), 9.0)
    assert frame.changes.ended == ()
    assert session.finish().ended == ()
    assert session.news.take() == []
