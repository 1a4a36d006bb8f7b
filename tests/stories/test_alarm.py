"""Somebody at the door without a mask: the window sounds the alarm and shows it."""

import pytest
from PySide6.QtGui import QColor

from maskapp.records import MaskLabel
from tests.support.window_helpers import WAIT_MS
from tests.support.worker_fakes import FakeSource, in_step, make_face, make_frames


@pytest.mark.parametrize("is_on", [True, False])
def test_an_alarm_is_heard_and_seen_once_it_is_switched_on(
    open_window, backend, sources, hang, qtbot, loudspeaker, is_on
) -> None:
    backend.engine.faces = (make_face(label=MaskLabel.WITHOUT_MASK),)
    frames = in_step(make_frames(60, step_s=0.05, size=(96, 128)), backend.engine)
    sources["door"] = lambda: FakeSource(frames, is_live=True, at_end=hang, name="Door")
    window = open_window()
    if is_on:
        window.settings.change(alarm_chime=True, alarm_frame=True)
    window.settings.change(violation_after_s=1.0)
    window.sources.open("door")
    qtbot.waitUntil(hang.entered.is_set, timeout=WAIT_MS)
    qtbot.waitUntil(window.preview.has_image, timeout=WAIT_MS)
    corner = QColor("#d0021b")
    if is_on:
        qtbot.waitUntil(lambda: loudspeaker.heard == [window.settings.settings], timeout=WAIT_MS)
        qtbot.waitUntil(lambda: window.preview._image.pixelColor(0, 0) == corner, timeout=WAIT_MS)
    else:
        assert window.preview._image.pixelColor(0, 0) != corner
        assert loudspeaker.heard == []
    assert window.features.alarm.toolbar_action.isVisible() is is_on
