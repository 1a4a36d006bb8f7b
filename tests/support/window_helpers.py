"""Steps that tests of the whole window share."""

import threading
from collections.abc import Iterator

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from maskapp.gui.window.main_window import MainWindow
from maskapp.records import Frame
from tests.support.worker_fakes import PATIENCE_S, FakeSource, make_frames

WAIT_MS = int(PATIENCE_S * 1000)


def endless() -> FakeSource:
    """Return a live source whose frames never end."""
    return FakeSource(paced_frames(), is_live=True)


def paced_frames() -> Iterator[Frame]:
    """Yield frames at the pace of a fast camera, which leaves the processor to others."""
    pace = threading.Event()
    while True:
        pace.wait(0.01)
        yield from make_frames(1)


def title(window: MainWindow) -> str:
    """Return the title of the placeholder page; "" while the preview is visible."""
    if window.preview.isVisible():
        return ""
    assert window.page.content is not None
    return window.page.content.title


def until_title(qtbot, window: MainWindow, expected: str) -> None:
    qtbot.waitUntil(lambda: title(window) == expected, timeout=WAIT_MS)


def actions_below(menu) -> list[QAction]:
    """Return the actions of a menu bar or menu and of all menus below it."""
    found = []
    for action in menu.actions():
        below = action.menu()
        found += actions_below(below) if isinstance(below, QMenu) else [action]
    return found
