"""Someone closes the window at an awkward moment."""

from threading import Event

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication

from tests.support.window_helpers import WAIT_MS, endless, title


def test_a_source_that_hangs_does_not_hold_the_window_open(
    open_window, sources, hang, qtbot
) -> None:
    sources["live"] = lambda: hang() or endless()
    window = open_window("live")
    qtbot.waitUntil(hang.entered.is_set, timeout=WAIT_MS)
    assert title(window) == "Opening live"
    window.close()
    assert window.has_ended
    hang.release.set()


@pytest.mark.parametrize("source", [None, "live"])
@pytest.mark.parametrize("turns", [0, 1, 2, 5, 10, 20])
def test_closing_soon_after_the_start_leaves_no_errors(
    open_window, sources, backend, caplog, source, turns
) -> None:
    """Threads that outlive the window would call objects that are gone."""
    sources["live"] = endless
    backend.list_cameras = lambda: Event().wait(0.01) or ()  # may still run at the end
    window = open_window(source)
    window.sources.look_for_cameras()
    for _ in range(turns):
        QApplication.processEvents()
    window.close()
    assert window.has_ended
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert [record.message for record in caplog.records if record.levelname == "ERROR"] == []
