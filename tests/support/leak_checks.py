"""Fixtures that fail a test which leaves widgets or timers behind.

What a test leaves behind runs during later tests, which then fail for no visible reason. The
idea is from napari's `conftest.py`.

Only objects that Python created are seen. Those that a test created without keeping them
alive are collected first, so that nothing depends on when Python does so.
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
    before = set(qapp.topLevelWidgets())
    yield
    _destroy_what_is_deleted()
    left = [
        _described(widget)
        for widget in set(qapp.topLevelWidgets()) - before
        if widget.metaObject().className() not in _KEPT_BY_QT
    ]
    assert not left, f"the test left top-level widgets behind: {', '.join(sorted(left))}"


@pytest.fixture(autouse=True)
def _no_timer_is_left(qapp: QApplication) -> Iterator[None]:
    before = {id(timer) for timer in _active_timers()}
    yield
    _destroy_what_is_deleted()
    left = [timer for timer in _active_timers() if id(timer) not in before]
    descriptions = [f"{timer.interval()} ms of {timer.parent()!r}" for timer in left]
    for timer in left:
        timer.stop()
    assert not left, f"the test left active timers behind: {', '.join(descriptions)}"


def _destroy_what_is_deleted() -> None:
    """Finish `deleteLater`, which waits for an event loop, and collect cycles."""
    gc.collect()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def _active_timers() -> list[QTimer]:
    return [
        thing
        for thing in gc.get_objects()
        if issubclass(type(thing), QTimer) and isValid(thing) and thing.isActive()
    ]


def _described(widget: QWidget) -> str:
    return f"{type(widget).__name__} {widget.objectName() or widget.windowTitle()!r}"
