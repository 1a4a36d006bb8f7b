"""Qt's messages in the log, one of which is the last sign of a display that is gone."""

import logging
from collections.abc import Callable

from PySide6.QtCore import QMessageLogContext, QtMsgType

_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}

_DISPLAY_IS_GONE = "connection broke"
"""Of "The X11 connection broke (…). Did the X11 server die?", and of Wayland's likewise."""


class QtMessages:
    """A handler of Qt's messages, for `qInstallMessageHandler`.

    Attributes:
        display_lost: Called when the display is gone, to save everything: after that message Qt
            ends the process at once, and it emits no signal before.
    """

    def __init__(self) -> None:
        self.display_lost: Callable[[], None] | None = None

    def handle(self, kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
        """Log a message of Qt, and call `display_lost` if it says so."""
        logging.getLogger(context.category or "qt").log(_LEVELS[kind], "%s", message)
        if _DISPLAY_IS_GONE in message and self.display_lost is not None:
            self.display_lost()
