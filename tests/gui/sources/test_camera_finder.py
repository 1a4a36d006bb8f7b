"""Finding cameras in a thread of its own."""

import threading

import pytest
from PySide6.QtWidgets import QApplication

from maskapp.gui.sources.camera_finder import CameraFinder
from tests.support.source_fakes import WEBCAM
from tests.support.worker_fakes import PATIENCE_S

WAIT_MS = int(PATIENCE_S * 1000)


@pytest.fixture
def finder(qapp):
    made = CameraFinder()
    yield made
    made.stop()


def test_emits_the_connected_cameras(qtbot, finder, cameras) -> None:
    cameras.append(WEBCAM)
    with qtbot.waitSignal(finder.found, timeout=WAIT_MS) as found:
        finder.look()
    assert found.args == [(WEBCAM,)]


def test_a_driver_that_fails_counts_as_no_camera(qtbot, finder, monkeypatch, caplog) -> None:
    def fail() -> None:
        raise OSError("no such device")

    monkeypatch.setattr("maskapp.pipeline.sources.camera_list.list_cameras", fail)
    with qtbot.waitSignal(finder.found, timeout=WAIT_MS) as found:
        finder.look()
    assert found.args == [()]
    assert "no such device" in caplog.text


def test_a_search_that_outlasts_the_finder_emits_nothing(finder, monkeypatch) -> None:
    has_begun, may_end = threading.Event(), threading.Event()

    def list_slowly() -> tuple[object, ...]:
        has_begun.set()
        may_end.wait(PATIENCE_S)
        return (WEBCAM,)

    monkeypatch.setattr("maskapp.pipeline.sources.camera_list.list_cameras", list_slowly)
    found: list[object] = []
    finder.found.connect(found.append)
    before = set(threading.enumerate())
    finder.look()
    assert has_begun.wait(PATIENCE_S)
    [search] = set(threading.enumerate()) - before
    finder.stop()
    may_end.set()
    search.join(PATIENCE_S)
    QApplication.processEvents()
    assert found == []
