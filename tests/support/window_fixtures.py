"""Fixtures of the tests that open the window or run its worker."""

import gc
import threading
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication

from maskapp import paths
from maskapp.gui.window.main_window import MainWindow
from maskapp.live.playing.timing import Timing
from maskapp.records import CameraInfo
from tests.support.fake_loudspeaker import FakeLoudspeaker
from tests.support.window_helpers import WAIT_MS
from tests.support.worker_fakes import FakeBackend, FakeSource, Hang, make_frames

_PATIENCE_S = 30.0


@pytest.fixture(autouse=True)
def _garbage_is_collected_here() -> Iterator[None]:
    """Collect garbage in this thread only, as the program does: Qt allows no other."""
    gc.disable()
    gc.freeze()  # older objects need not be scanned
    yield
    gc.collect()
    gc.unfreeze()
    gc.enable()


@pytest.fixture(autouse=True)
def _no_thread_is_left() -> Iterator[None]:
    """As in all tests, except for Qt's threads.

    Python 3.11 keeps a dummy for each of them that ever wrote to the log, and it never ends.
    """
    before = set(threading.enumerate())
    yield
    for thread in set(threading.enumerate()) - before:
        if not isinstance(thread, threading._DummyThread):
            thread.join(_PATIENCE_S)
            assert not thread.is_alive(), f"the test left the thread {thread.name} behind"


@pytest.fixture
def backend() -> FakeBackend:
    return FakeBackend()


@pytest.fixture
def sources(backend) -> dict[str, Callable[[], FakeSource]]:
    """As `FakeBackend.sources`."""
    return backend.sources


@pytest.fixture
def cameras(backend) -> list[CameraInfo]:
    """The connected cameras; a test may add some."""
    return backend.cameras


@pytest.fixture
def timing() -> Timing:
    """No lost source is tried again during a test."""
    return Timing(reconnect_delays_s=(600,))


@pytest.fixture
def hang():
    hang = Hang()
    yield hang
    hang.release.set()


@pytest.fixture
def loudspeaker(monkeypatch) -> FakeLoudspeaker:
    """Takes the place of the computer's: no test makes a noise."""
    loudspeaker = FakeLoudspeaker()
    monkeypatch.setattr("maskapp.outputs.sound.loudspeaker.Loudspeaker", lambda: loudspeaker)
    return loudspeaker


@pytest.fixture
def open_window(qtbot, tmp_path, backend, timing, loudspeaker, monkeypatch):
    """A function that shows a window on the test's data folder; all are closed at the end."""
    monkeypatch.setattr(paths, "default_recording_dir", lambda: tmp_path / "videos")
    monkeypatch.setenv("WAKEPY_FAKE_SUCCESS", "1")  # on no system does a warning come first
    windows: list[MainWindow] = []

    def show(source: str | None = None) -> MainWindow:
        window = MainWindow(tmp_path, backend, timing)
        windows.append(window)
        if source is not None:
            window.sources.open(source)
        window.show()
        window.start()
        return window

    yield show
    for window in windows:
        window.close_at_once()
        assert window.has_ended
        # The garbage collector would destroy its parts in any order.
        window.deleteLater()
        QApplication.sendPostedEvents(window, QEvent.Type.DeferredDelete)


@pytest.fixture
def playing(open_window, sources, hang, qtbot) -> MainWindow:
    """A window that shows a live source, which hangs after three frames."""
    sources["live"] = lambda: FakeSource(make_frames(3), is_live=True, at_end=hang, name="Hall")
    window = open_window("live")
    qtbot.waitUntil(window.commands.take_snapshot.isEnabled, timeout=WAIT_MS)
    qtbot.waitUntil(window.preview.has_image, timeout=WAIT_MS)
    return window
