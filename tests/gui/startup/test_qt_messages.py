"""What Qt's messages lead to."""

import logging
from types import SimpleNamespace

import pytest
from PySide6.QtCore import QtMsgType

from maskapp.gui.startup.qt_messages import QtMessages

CONTEXT = SimpleNamespace(category="qt.qpa.xcb")


def test_messages_are_logged_with_category_and_level(caplog) -> None:
    caplog.set_level(logging.DEBUG)
    QtMessages().handle(QtMsgType.QtWarningMsg, CONTEXT, "Could not do it")
    QtMessages().handle(QtMsgType.QtDebugMsg, SimpleNamespace(category=None), "Detail")
    assert [(record.name, record.levelname, record.message) for record in caplog.records] == [
        ("qt.qpa.xcb", "WARNING", "Could not do it"),
        ("qt", "DEBUG", "Detail"),
    ]


@pytest.mark.parametrize(
    "message",
    [
        "The X11 connection broke (error 1). Did the X11 server die?",
        "The X11 connection broke: I/O error (code 1)",
        "The Wayland connection broke. Did the Wayland compositor die?",
    ],
)
def test_a_lost_display_is_passed_on(message) -> None:
    calls = []
    messages = QtMessages()
    messages.handle(QtMsgType.QtWarningMsg, CONTEXT, message)  # before there is a window
    messages.display_lost = lambda: calls.append(message)
    messages.handle(QtMsgType.QtWarningMsg, CONTEXT, "Something else")
    assert calls == []
    messages.handle(QtMsgType.QtWarningMsg, CONTEXT, message)
    assert calls == [message]
