"""Finding cameras in a thread of its own."""

import threading

import pytest
from PySide6.QtWidgets import QApplication

from maskapp.gui.sources.camera_finder import CameraFinder
from maskapp.live.backend import Backend
from tests.support.source_fakes import SILENT, WEBCAM
from tests.support.worker_fakes import PATIENCE_S

WAIT_MS = int(PATIENCE_S * 1000)


@pytest.fixture
def make_finder(qapp):
    finders: list[CameraFinder] = []

    def make(list_cameras) -> CameraFinder:
        finders.append(CameraFinder(Backend(list_cameras=list_cameras)))
        return finders[-1]

    yield make
    for finder in finders:
        finder.stop()


def test_emits_the_connected_cameras_each_time(qtbot, make_finder) -> None:
    connected = [(WEBCAM,), (WEBCAM, SILENT)]
    finder = make_finder(lambda: connected.pop(0))
    for expected in tuple(connected):
        with qtbot.waitSignal(finder.found, timeout=WAIT_MS) as found:
            finder.look()
        assert found.args == [expected]


def test_a_driver_that_fails_counts_as_no_camera(qtbot, make_finder, caplog) -> None:
    def fail() -> None:
        raise OSError("no such device")

    finder = make_finder(fail)
    with qtbot.waitSignal(finder.found, timeout=WAIT_MS) as found:
        finder.look()
    assert found.args == [()]
    assert "no such device" in caplog.text


def test_starts_no_second_search_while_one_is_running(qtbot, make_finder) -> None:
    searches: list[str] = []
    may_end = threading.Event()

    def list_slowly() -> tuple[object, ...]:
        searches.append(threading.current_thread().name)
        may_end.wait(PATIENCE_S)
        return (WEBCAM,)

    finder = make_finder(list_slowly)
    finder.look()
    finder.look()
    with qtbot.waitSignal(finder.found, timeout=WAIT_MS):
        may_end.set()
    assert searches == ["CameraFinder"]


def test_emits_nothing_once_it_is_stopped(make_finder) -> None:
    has_begun, may_end = threading.Event(), threading.Event()

    def list_slowly() -> tuple[object, ...]:
        has_begun.set()
        may_end.wait(PATIENCE_S)
        return (WEBCAM,)

    finder = make_finder(list_slowly)
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


def test_looks_again_after_a_search_that_may_have_missed_a_camera(qtbot, make_finder, hang) -> None:
    connected = [(), (WEBCAM,)]
    finder = make_finder(lambda: hang() or connected.pop(0))
    found: list[object] = []
    finder.found.connect(found.append)
    finder.look()
    qtbot.waitUntil(hang.entered.is_set)
    finder.look()  # a camera is plugged in
    hang.release.set()
    qtbot.waitUntil(lambda: found == [(), (WEBCAM,)], timeout=WAIT_MS)
