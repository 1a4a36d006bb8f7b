"""The images that the worker leaves in the mailbox."""

from dataclasses import replace

from maskapp.live.preview_size import PreviewSize
from maskapp.live.source_request import SourceRequest
from maskapp.records import SourceState
from tests.support.gated_clip import show_frames
from tests.support.worker_fakes import FakeSource, live, make_face, make_frames

ENDED = SourceState.ENDED
GREEN = "#009e73"
"""The colour of *with mask*."""


def test_has_memory_of_its_own_in_the_window_s_format(qtbot, worker, log, clip, engine):
    engine.faces = ()
    clip.images[0][:] = (10, 20, 30)  # BGR
    show_frames(qtbot, worker, log, clip)
    image = log.frames[0].image
    assert image.format() is image.Format.Format_RGB32
    assert image.size().toTuple() == (128, 96)
    clip.images[0][:] = 0
    assert image.pixelColor(5, 5).getRgb() == (30, 20, 10, 255)


def test_shows_boxes(qtbot, worker, log, clip, engine):
    engine.faces = (make_face(box=(20, 40, 60, 80)),)
    show_frames(qtbot, worker, log, clip)
    left_edge = {log.frames[0].image.pixelColor(20, y).name() for y in range(55, 75)}
    assert left_edge == {GREEN}


def test_is_mirrored_at_once_when_the_setting_changes(qtbot, worker, log, clip, engine, settings):
    engine.faces = ()
    show_frames(qtbot, worker, log, clip)
    worker.use_settings(replace(settings, mirror=True))
    qtbot.waitUntil(lambda: len(log.frames) == 2)
    before, after = log.frames[0].image, log.frames[1].image
    assert after.pixelColor(120, 5) == before.pixelColor(7, 5)
    assert after.pixelColor(7, 5) == before.pixelColor(120, 5)
    assert [frame.is_mirrored for frame in log.frames] == [False, True]


def test_has_the_pixels_of_the_screen_while_the_frame_keeps_its_size(
    qtbot, worker, log, sources, hang
):
    sources["camera"] = live(hang)
    worker.set_preview_size(PreviewSize(128, 96, is_fit=True))
    worker.open_source(SourceRequest("camera"))
    qtbot.waitUntil(lambda: len(log.frames) == 1)
    assert log.frames[0].image.size().toTuple() == (128, 96)
    assert log.frames[0].size == (32, 24)


def test_the_last_frame_is_drawn_again_for_another_size(qtbot, worker, log, sources):
    sources["picture"] = FakeSource(make_frames(1))
    worker.open_source(SourceRequest("picture"))
    qtbot.waitUntil(lambda: ENDED in log.states and len(log.frames) == 1)
    worker.set_preview_size(PreviewSize(64, 64, is_fit=True))
    qtbot.waitUntil(lambda: len(log.frames) == 2)
    assert log.frames[1].image.size().toTuple() == (64, 48)
    worker.set_preview_size(PreviewSize(64, 64, is_fit=False))
    qtbot.waitUntil(lambda: len(log.frames) == 3)
    assert log.frames[2].image.size().toTuple() == (32, 24)
