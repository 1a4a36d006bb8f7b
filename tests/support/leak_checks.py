"""Fixtures that fail a test which leaves widgets or timers behind.

What a test leaves behind keeps running during later tests, which then fail for no visible
reason. The idea is from napari's `conftest.py`.

Only objects created by Python are seen. Garbage is collected first, so that the result does
not depend on when Python does so.
"""

import gc
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, QTimer
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

_KEPT_BY_QT = {"QTipLabel"}
"""Top-level widgets that Qt creates once and reuses."""


@pytest.fixture(autouse=True)
def _no_widget_is_left(qapp: QApplication) -> Iterator[None]:
    before = top_level_widgets()
    yield
    finish_deletions()
    left = sorted(
        f"{type(widget).__name__} {widget.objectName() or widget.windowTitle()!r}"
        for widget in top_level_widgets() - before
    )
    assert not left, f"the test left top-level widgets behind: {', '.join(left)}"


@pytest.fixture(autouse=True)
def _no_timer_is_left(qapp: QApplication) -> Iterator[None]:
    before = {id(timer) for timer in active_timers()}
    yield
    finish_deletions()
    left = [timer for timer in active_timers() if id(timer) not in before]
    descriptions = [f"{timer.interval()} ms of {timer.parent()!r}" for timer in left]
    for timer in left:
        timer.stop()
    assert not left, f"the test left active timers behind: {', '.join(descriptions)}"


def top_level_widgets() -> set[QWidget]:
    """Return all windows, visible or not, except those that Qt keeps for itself."""
    return {
        widget
        for widget in QApplication.topLevelWidgets()
        if widget.metaObject().className() not in _KEPT_BY_QT
    }


def active_timers() -> list[QTimer]:
    """Return the running timers that Python knows of, and the garbage collector not yet froze."""
    return [
        thing
        for thing in gc.get_objects()
        if issubclass(type(thing), QTimer) and isValid(thing) and thing.isActive()
    ]


def finish_deletions() -> None:
    """Collect garbage, and finish `deleteLater`, which otherwise waits for an event loop."""
    gc.collect()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
