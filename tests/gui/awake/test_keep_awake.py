import logging

import pytest
from PySide6.QtCore import QObject
from PySide6.QtTest import QSignalSpy
from wakepy import global_modes

from maskapp.gui.awake.keep_awake import KeepAwake
from maskapp.records import RecordingStatus
from tests.support.window_helpers import WAIT_MS


@pytest.fixture
def awake(qapp):
    owner = QObject()
    awake = KeepAwake(owner)
    yield awake
    assert awake.stop()


@pytest.fixture
def _system_agrees(monkeypatch):
    monkeypatch.setenv("WAKEPY_FAKE_SUCCESS", "1")


@pytest.fixture
def _system_refuses(monkeypatch):
    monkeypatch.setenv("WAKEPY_FORCE_FAILURE", "1")


def requests() -> list[str]:
    return [mode.name for mode in global_modes() if mode.active]


@pytest.mark.usefixtures("_system_agrees")
def test_the_screen_stays_on_while_the_door_display_is_shown(awake, qtbot):
    refused = QSignalSpy(awake.reported)
    awake.set_door_shown(True)
    qtbot.waitUntil(lambda: requests() == ["keep.presenting"], timeout=WAIT_MS)
    awake.set_door_shown(False)
    qtbot.waitUntil(lambda: requests() == [], timeout=WAIT_MS)
    assert refused.count() == 0


@pytest.mark.usefixtures("_system_agrees")
def test_the_system_stays_awake_during_a_recording(awake, qtbot):
    awake.set_recording(RecordingStatus())
    awake.set_recording(RecordingStatus(elapsed_s=1.0))
    qtbot.waitUntil(lambda: requests() == ["keep.running"], timeout=WAIT_MS)
    awake.set_door_shown(True)
    qtbot.waitUntil(lambda: requests() == ["keep.presenting"], timeout=WAIT_MS)
    awake.set_door_shown(False)
    qtbot.waitUntil(lambda: requests() == ["keep.running"], timeout=WAIT_MS)
    awake.set_recording(None)
    qtbot.waitUntil(lambda: requests() == [], timeout=WAIT_MS)


@pytest.mark.usefixtures("_system_agrees")
def test_the_request_ends_with_the_program(awake, qtbot):
    awake.set_door_shown(True)
    qtbot.waitUntil(lambda: requests() == ["keep.presenting"], timeout=WAIT_MS)
    assert awake.stop()
    assert requests() == []


@pytest.mark.usefixtures("_system_agrees")
def test_a_recording_that_ends_after_the_program_starts_no_thread(awake, qtbot):
    awake.set_recording(RecordingStatus())
    qtbot.waitUntil(lambda: requests() == ["keep.running"], timeout=WAIT_MS)
    assert awake.stop()
    awake.set_recording(None)
    assert awake._thread.has_ended


@pytest.mark.usefixtures("_system_refuses")
def test_a_system_that_refuses_is_reported_and_logged_once(awake, qtbot, caplog):
    caplog.set_level(logging.INFO)
    reported = QSignalSpy(awake.reported)
    for _ in range(3):
        awake.set_door_shown(True)
        awake.set_door_shown(False)
    awake.set_recording(RecordingStatus())
    qtbot.waitUntil(lambda: reported.count() == 1, timeout=WAIT_MS)
    assert awake.stop()
    qtbot.wait(1)
    assert reported.count() == 1
    assert "fall asleep" in reported.at(0)[0]
    (logged,) = caplog.messages
    assert "fall asleep" in logged


def test_nothing_is_asked_of_the_system_at_first(awake):
    assert awake._thread.has_ended
