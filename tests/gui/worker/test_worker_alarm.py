"""When the worker says that an alarm is due."""

from dataclasses import replace

import pytest

from maskapp.records import MaskLabel
from tests.support.gated_clip import GatedClip, show_frames
from tests.support.worker_fakes import make_face


@pytest.mark.parametrize("is_on", [True, False])
def test_an_alarm_is_due_once_when_the_violation_has_lasted(
    qtbot, worker, log, engine, settings, backend, is_on
) -> None:
    clip = GatedClip(40, is_live=True, step_s=0.04)
    backend.sources["clip"] = clip.source
    engine.faces = (make_face(label=MaskLabel.WITHOUT_MASK),)
    due: list[int] = []
    worker.worker.alarm_due.connect(lambda: due.append(1))
    worker.use_settings(replace(settings, alarm_chime=is_on, violation_after_s=0.5))
    show_frames(qtbot, worker, log, clip, 12)
    assert due == []
    show_frames(qtbot, worker, log, clip, 28)
    qtbot.waitUntil(lambda: log.newest.violations == 1)
    assert due == [1] * is_on
    clip.release(100)


def test_an_alarm_that_is_switched_off_leaves_a_paused_picture(
    qtbot, worker, log, engine, settings, backend
) -> None:
    clip = GatedClip(40, is_live=True, step_s=0.04)
    backend.sources["clip"] = clip.source
    engine.faces = (make_face(label=MaskLabel.WITHOUT_MASK),)
    worker.use_settings(replace(settings, alarm_frame=True, violation_after_s=0.5))
    show_frames(qtbot, worker, log, clip, 20)
    qtbot.waitUntil(lambda: log.frames[-1].alarm_text == "0:00 without mask")
    worker.pause()
    worker.use_settings(replace(settings, violation_after_s=0.5))
    qtbot.waitUntil(lambda: log.frames[-1].alarm_text == "")
    clip.release(100)
