"""What a frame tells of the alarm, and where its marks are drawn."""

from dataclasses import replace

import numpy as np
import pytest

from maskapp.live.alarm.alarm_rules import Alarm
from maskapp.live.preview_size import PreviewSize
from maskapp.live.session.live_session import LiveSession
from maskapp.live.source_thread import Arrived
from maskapp.live.zones.zones import Zones
from maskapp.pipeline.alarm_frames import ALARM_RED
from maskapp.records import Frame, MaskLabel, SourceInfo
from maskapp.settings.settings import Settings
from tests.support.worker_fakes import FakeEngine, make_face

INFO = SourceInfo("Hall", 128, 96, 25.0, None, is_live=True, is_stills=False)
SETTINGS = Settings(violation_after_s=2.0, alarm_frame=True, alarm_chime=True)
BARE = make_face(label=MaskLabel.WITHOUT_MASK, box=(34, 30, 94, 90))


@pytest.fixture
def engine() -> FakeEngine:
    return FakeEngine((BARE,))


@pytest.fixture
def session(engine) -> LiveSession:
    return LiveSession(INFO, engine, SETTINGS, PreviewSize())


def play(session: LiveSession, begin_s: float, end_s: float) -> list:
    frames = []
    for tenth in range(round(begin_s * 10), round(end_s * 10)):
        arrived = Arrived(Frame(np.full((96, 128, 3), 90, np.uint8), tenth, tenth / 10), 0.0, 0)
        frames.append(session.process(arrived, tenth / 10))
    return frames


def is_framed(image: np.ndarray) -> bool:
    return bool((image[:, 0] == ALARM_RED).all() and (image[-1] == ALARM_RED).all())


def test_the_alarm_is_due_in_one_frame_and_seen_in_all(session) -> None:
    frames = play(session, 0, 4)
    assert [i for i, frame in enumerate(frames) if frame.alarm.is_due] == [20]
    assert [is_framed(frame.preview) for frame in frames] == [i >= 20 for i in range(40)]
    assert frames[-1].alarm.clocks == {1: "0:03 without mask"}


def test_it_is_gone_in_the_frame_in_which_the_mask_is_on(session, engine) -> None:
    play(session, 0, 3)
    engine.faces = (replace(BARE, label=MaskLabel.WITH_MASK),)
    [frame] = play(session, 3, 3.1)
    assert frame.alarm == Alarm()
    assert not is_framed(frame.preview)


def test_a_frame_that_is_drawn_again_shows_the_alarm_but_is_not_heard_again(session) -> None:
    frame = play(session, 0, 2.1)[-1]
    assert frame.alarm.is_due
    session.preview_size = PreviewSize(256, 192, is_fit=True)
    again = session.redraw()
    assert not again.alarm.is_due
    assert again.alarm.people == {1}
    assert again.preview.shape == (192, 256, 3)
    assert is_framed(again.preview)


def test_recordings_and_snapshots_show_no_alarm(session) -> None:
    frame = play(session, 0, 4)[-1]
    [(recorded, _)] = session.recorded.add(frame, 3.9)
    for image in (recorded, session.snapshot().annotated, frame.image):
        assert not (image == ALARM_RED).all(axis=2).any()


def test_settings_apply_from_the_next_frame_on(session) -> None:
    play(session, 0, 4)
    session.use_settings(Settings(violation_after_s=2.0))
    [frame] = play(session, 4, 4.1)
    assert frame.alarm == Alarm()
    assert not is_framed(frame.preview)


@pytest.mark.parametrize(
    "change", [{"alarm_frame": False}, {"alarm_no_mask": False}, {"violation_after_s": 9.0}]
)
def test_a_frame_that_is_drawn_again_has_no_alarm_that_the_settings_end(session, change) -> None:
    frame = play(session, 0, 4)[-1]
    assert is_framed(session.redraw().preview)
    session.use_settings(replace(SETTINGS, **change))
    again = session.redraw()
    assert again.alarm.text == ""
    assert not is_framed(again.preview)
    assert again.statistics == frame.statistics


def test_a_frame_that_is_drawn_again_has_no_alarm_for_whom_the_zones_leave_out(session) -> None:
    play(session, 0, 4)
    session.use_zones(Zones(least_height=0.1))
    assert is_framed(session.redraw().preview)
    session.use_zones(Zones(least_height=0.9))
    again = session.redraw()
    assert again.alarm == Alarm()
    assert not is_framed(again.preview)


def test_the_last_frame_of_a_video_keeps_its_look(session) -> None:
    play(session, 0, 4)
    session.finish()
    session.preview_size = PreviewSize(256, 192, is_fit=True)
    again = session.redraw()
    assert again.alarm.text == "0:03 without mask"
    assert is_framed(again.preview)


def test_settings_start_no_alarm_in_a_frame_that_stands(session, engine) -> None:
    session.use_settings(replace(SETTINGS, alarm_frame=False, alarm_chime=False))
    play(session, 0, 4)
    session.use_settings(SETTINGS)
    assert session.redraw().alarm == Alarm()


def test_a_mirrored_preview_has_the_frame_and_readable_clocks(session) -> None:
    frames = play(session, 0, 3)
    session.use_settings(replace(SETTINGS, mirror=True))
    [frame] = play(session, 3, 3.1)
    assert is_framed(frame.preview)
    # The picture is even and the face in its middle: only letters could tell a mirror image.
    assert not np.array_equal(frame.preview, np.flip(frames[-1].preview, axis=1))


def test_somebody_who_is_out_of_sight_for_a_moment_keeps_the_frame_but_no_clock(
    session, engine
) -> None:
    play(session, 0, 3)
    engine.faces = ()
    assert all(is_framed(frame.preview) for frame in play(session, 3, 4))
    assert not any(is_framed(frame.preview) for frame in play(session, 5, 6))
