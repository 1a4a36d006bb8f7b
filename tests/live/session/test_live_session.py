"""What one call per frame returns."""

import subprocess
import sys
import time
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest

from maskapp.live.preview_size import PreviewSize
from maskapp.live.session.live_frame import SessionEnd
from maskapp.live.session.live_session import LiveSession
from maskapp.live.source_thread import Arrived
from maskapp.outputs.violation_event import EventEnding
from maskapp.records import Frame, MaskLabel, SourceInfo
from maskapp.settings.settings import Settings
from tests.support.worker_fakes import FakeEngine, make_face

INFO = SourceInfo("Hall", 128, 96, 25.0, None, is_live=True, is_stills=False)
BOX = (34, 30, 94, 90)
GREEN_BGR = [115, 158, 0]  # #009e73, the colour of *with mask*


def make_image() -> np.ndarray:
    """Return stripes, light on the left and dark on the right."""
    image = np.zeros((96, 128, 3), np.uint8)
    image[:, ::8] = image[:, 1::8] = image[:, 2::8] = image[:, 3::8] = 255
    image[:, 64:] //= 2
    return image


def arrived(index=0, *, time_s=0.0, dropped=0, read_at_s=100.0) -> Arrived:
    return Arrived(Frame(make_image(), index, time_s), read_at_s, dropped)


def has_box(image: np.ndarray, left=BOX[0], top=BOX[1], bottom=BOX[3]) -> bool:
    """Return whether the left edge of a box is drawn in green."""
    return bool((image[top + 15 : bottom - 5, left] == GREEN_BGR).all())


@pytest.fixture
def engine() -> FakeEngine:
    return FakeEngine((make_face(box=BOX),))


@pytest.fixture
def settings() -> Settings:
    return Settings(automatic_snapshots=False)


NOON = datetime(2026, 5, 17, 12, tzinfo=UTC)


@pytest.fixture
def session(engine, settings) -> LiveSession:
    return LiveSession(INFO, engine, settings, PreviewSize(), clock=lambda: NOON)


class TestProcess:
    def test_labels_and_draws_the_frame_and_leaves_its_image_alone(self, session, engine):
        frame = arrived()
        result = session.process(frame, 0.0)
        assert result.faces == engine.faces
        assert result.image is frame.frame.image
        assert np.array_equal(result.image, make_image())
        assert has_box(result.preview)
        assert not result.has_new_event

    def test_hands_the_engine_the_time_of_the_session(self, session, engine):
        session.process(arrived(7, time_s=100.0), 3.5)
        assert [(frame.index, frame.time_s) for frame in engine.seen] == [(7, 3.5)]

    def test_measures_and_counts(self, session, engine):
        engine.faces = (make_face(1), make_face(2, MaskLabel.WITHOUT_MASK))
        session.process(arrived(0), 0.0)
        statistics = session.process(arrived(1, time_s=0.4, dropped=3), 0.4).statistics
        assert statistics.faces_followed == 2
        assert statistics.masked_share == 0.5
        assert statistics.counts[MaskLabel.WITHOUT_MASK] == 1
        assert [row.track for row in statistics.faces] == [1, 2]
        assert statistics.dropped == 3

    @pytest.mark.parametrize("is_saved", [True, False])
    def test_tells_of_an_event_once_a_violation_lasts(self, session, settings, engine, is_saved):
        engine.faces = (make_face(label=MaskLabel.WITHOUT_MASK),)
        session.use_settings(replace(settings, automatic_snapshots=is_saved, violation_after_s=0.5))
        times_s = [tenth / 10 for tenth in range(20)]
        frames = [session.process(arrived(time_s=time_s), time_s) for time_s in times_s]
        began = [time_s for time_s, each in zip(times_s, frames, strict=True) if each.has_new_event]
        assert began == ([0.5] if is_saved else [])
        end = session.finish()
        assert [event.ending for event in end.ended] == [EventEnding.SOURCE_ENDED]
        *events, minute = end.entries
        assert [each.event.ending for each in events] == (
            [EventEnding.SOURCE_ENDED] if is_saved else []
        )
        assert (minute.counts.events, minute.counts.came_bare) == (1, 1)
        assert session.finish() == SessionEnd((), ())

    @pytest.mark.parametrize(
        ("info", "is_counted"),
        [
            (INFO, True),
            (replace(INFO, is_live=False), True),
            (replace(INFO, is_demo=True), False),
            (replace(INFO, is_stills=True), False),
        ],
    )
    def test_counts_by_the_minute_but_not_the_demo_and_pictures(
        self, engine, settings, info, is_counted
    ):
        minutes = (12, 12, 13)
        clock = iter(datetime(2026, 5, 17, 12, minute, tzinfo=UTC) for minute in minutes)
        session = LiveSession(info, engine, settings, PreviewSize(), clock=lambda: next(clock))
        frames = [session.process(arrived(time_s=i), i) for i in range(3)]
        found = [entry for frame in frames for entry in frame.entries]
        found += session.finish().entries
        assert [(each.source, each.counts.came_masked) for each in found] == (
            [("Hall", 1), ("Hall", 0)] if is_counted else []
        )

    def test_counts_no_drops_of_a_pause(self, session):
        session.process(arrived(0, dropped=1), 0.0)
        session.skip_pause()
        assert session.process(arrived(1, dropped=900), 0.1).statistics.dropped == 1
        assert session.process(arrived(2, dropped=902), 0.2).statistics.dropped == 3

    @pytest.mark.parametrize(("pause_s", "followed"), [(1.0, 1), (600.0, 2)])
    def test_somebody_after_a_long_pause_is_somebody_new(
        self, session, engine, monkeypatch, pause_s, followed
    ):
        session.process(arrived(0), 0.0)
        session.process(arrived(1), 0.4)
        engine.faces = (make_face(2, box=BOX),)
        now_s = time.monotonic()
        monkeypatch.setattr("time.monotonic", lambda: now_s + pause_s)
        session.skip_pause()
        session.process(arrived(2), 0.5)
        assert session.process(arrived(3), 0.9).statistics.faces_followed == followed

    def test_a_paused_file_continues_where_it_was(self, engine, settings, monkeypatch):
        session = LiveSession(replace(INFO, is_live=False), engine, settings, PreviewSize())
        session.process(arrived(0), 0.0)
        now_s = time.monotonic()
        monkeypatch.setattr("time.monotonic", lambda: now_s + 600)
        session.skip_pause()
        session.process(arrived(1), 0.1)
        assert [frame.time_s for frame in engine.seen] == [0.0, 0.1]

    def test_a_person_after_an_outage_is_counted_once(self, session, engine):
        session.process(arrived(0), 0.0)
        engine.faces = (make_face(2, box=BOX),)
        session.begin_source(INFO)
        result = session.process(arrived(0), 3.0)
        assert [face.track for face in result.faces] == [1]
        assert result.statistics.faces_followed == 1

    def test_adds_up_the_drops_of_a_source_that_was_opened_again(self, session):
        session.process(arrived(0, dropped=5), 0.0)
        session.begin_source(INFO)
        assert session.process(arrived(0, dropped=2), 9.0).statistics.dropped == 7

    def test_numbers_tracks_on_when_the_engine_is_replaced(self, session):
        session.process(arrived(0), 0.0)
        session.process(arrived(1), 0.4)
        session.use_engine(FakeEngine((make_face(1, box=(2, 2, 30, 28)),)))
        session.process(arrived(2), 0.5)
        result = session.process(arrived(3), 0.9)
        assert [face.track for face in result.faces] == [2]
        assert result.statistics.faces_followed == 2


class TestPreview:
    def test_is_drawn_at_the_size_of_the_window(self, session):
        session.preview_size = PreviewSize(256, 192, is_fit=True)
        result = session.process(arrived(), 0.0)
        assert result.preview.shape == (192, 256, 3)
        assert result.image.shape == (96, 128, 3)

    def test_is_redrawn_mirrored(self, session, settings):
        before = session.process(arrived(), 0.0)
        session.use_settings(replace(settings, mirror=True))
        after = session.redraw()
        assert has_box(after.preview, left=128 - BOX[2])
        assert np.array_equal(after.preview[2, ::-1], before.preview[2])
        assert (after.image is before.image, after.faces) == (True, before.faces)
        assert after.statistics is before.statistics

    def test_is_redrawn_at_another_size(self, session):
        session.process(arrived(), 0.0)
        session.preview_size = PreviewSize(256, 192, is_fit=True)
        assert session.redraw().preview.shape == (192, 256, 3)

    def test_cannot_be_redrawn_before_there_is_a_frame(self, session):
        assert session.redraw() is None


@pytest.mark.parametrize(
    ("mode", "blur", "is_annotated", "is_face_sharp"),
    [
        ("annotated", False, True, True),
        ("annotated", True, True, False),
        ("plain", False, False, True),
        ("plain", True, False, False),
        ("blurred", False, False, False),
    ],
)
def test_a_recording_shows_what_the_settings_say(
    session, settings, mode, blur, is_annotated, is_face_sharp
):
    session.use_settings(replace(settings, recording_mode=mode, blur_faces=blur))
    frame = session.process(arrived(), 0.0)
    [(recorded, _)] = [*session.recorded.add(frame, 0.0), *session.recorded.take_all()]
    assert has_box(recorded) == is_annotated
    inside = np.s_[55:65, 45:60]
    assert np.array_equal(recorded[inside], make_image()[inside]) == is_face_sharp
    assert np.array_equal(frame.image, make_image())


class TestSnapshot:
    @pytest.mark.parametrize("is_demo", [True, False])
    def test_tells_whether_it_shows_the_demo(self, engine, settings, is_demo):
        info = replace(INFO, is_demo=is_demo)
        session = LiveSession(info, engine, settings, PreviewSize())
        session.process(arrived(0), 0.0)
        assert session.snapshot().is_demo == is_demo

    def test_shows_the_newest_frame_with_and_without_boxes(self, session, engine):
        session.process(arrived(0), 0.0)
        snapshot = session.snapshot()
        assert (snapshot.kind, snapshot.source, snapshot.faces) == ("manual", "Hall", engine.faces)
        assert np.array_equal(snapshot.plain, make_image())
        assert has_box(snapshot.annotated)
        assert snapshot.taken_at.utcoffset() is not None

    def test_is_not_mirrored(self, session, settings):
        session.use_settings(replace(settings, mirror=True))
        session.process(arrived(0), 0.0)
        assert np.array_equal(session.snapshot().plain, make_image())

    def test_blurs_faces_if_the_settings_say_so(self, session, settings):
        session.use_settings(replace(settings, blur_faces=True))
        session.process(arrived(0), 0.0)
        snapshot = session.snapshot()
        inside = np.s_[55:65, 45:60]
        for image in (snapshot.plain, snapshot.annotated):
            assert not np.array_equal(image[inside], make_image()[inside])
        assert np.array_equal(snapshot.plain[:, :20], make_image()[:, :20])

    def test_names_the_source_as_it_was_opened_again(self, session):
        session.process(arrived(0), 0.0)
        session.begin_source(replace(INFO, name="Hall 2"))
        assert session.snapshot().source == "Hall 2"

    def test_has_the_time_of_its_frame(self, engine, settings):
        times = iter([NOON, NOON.replace(hour=13)])
        session = LiveSession(INFO, engine, settings, PreviewSize(), clock=lambda: next(times))
        session.process(arrived(0), 0.0)
        assert session.snapshot().taken_at == NOON
        assert session.snapshot().taken_at == NOON

    def test_does_not_exist_before_there_is_a_frame(self, session):
        assert session.snapshot() is None


def test_needs_no_qt():
    code = """
import sys
from maskapp.live import backend
from maskapp.live.recording import recording_on_disk
from maskapp.live.session.live_session import LiveSession
from maskapp.live.preview_size import PreviewSize
from maskapp.live.source_thread import Arrived
from maskapp.outputs.violation_event import EventEnding
from maskapp.settings.settings import Settings
from tests.support.worker_fakes import FakeEngine, FakeSource, make_frames

[frame] = make_frames(1, size=(96, 128))
session = LiveSession(FakeSource().info, FakeEngine(), Settings(), PreviewSize())
result = session.process(Arrived(frame, 0.0, 0), 0.0)
assert result.preview.shape == (96, 128, 3)
session.recorded.add(result, 0.0)
assert session.snapshot() is not None
print([name for name in sys.modules if name.startswith("PySide6")])
"""
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.strip() == "[]"
