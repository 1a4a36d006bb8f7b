"""Signals that are still queued when the user closes or replaces the source they are about."""

import pytest
from PySide6.QtTest import QSignalSpy

from maskapp.records import SourceInfo, SourceState


def camera_info(name: str) -> SourceInfo:
    return SourceInfo(name, 640, 480, 30.0, None, is_live=True, is_stills=False)


@pytest.fixture(autouse=True)
def _busy(control, worker) -> None:
    control.open("rtsp://hall/1")
    worker.source_opened.emit(camera_info("rtsp://hall/1"))
    worker.state_changed.emit(SourceState.RUNNING, "")
    worker.is_busy = True


def test_a_closed_source_does_not_come_back(control, worker) -> None:
    control.open("rtsp://door/1")
    control.close()
    worker.took_over.emit("rtsp://door/1")
    worker.source_opened.emit(camera_info("rtsp://door/1"))
    worker.begin()
    worker.state_changed.emit(SourceState.IDLE, "")
    assert (control.text, control.info, control.state) == (None, None, SourceState.IDLE)
    assert [each.text for each in control.recent.sources] == ["rtsp://hall/1"]


def test_another_source_is_not_taken_for_the_camera(control, worker, memory) -> None:
    control.open("0")
    worker.source_opened.emit(camera_info("rtsp://hall/1"))
    assert (control.info, memory.camera) == (None, "")
    worker.begin()
    worker.source_opened.emit(camera_info("HD Webcam"))
    assert (control.name, memory.camera) == ("HD Webcam", "HD Webcam")


def test_one_that_takes_over_does_not_hide_the_next_one(control, worker) -> None:
    refused = QSignalSpy(control.refused)
    control.open("rtsp://door/1")
    control.open("rtsp://gate/1")
    worker.took_over.emit("rtsp://door/1")
    assert (control.text, control.next_text) == ("rtsp://door/1", "rtsp://gate/1")
    worker.refused.emit("rtsp://gate/1", "no such host")
    assert refused.count() == 1
