"""Starts the window and ends it in order."""

import contextlib
import gc
import logging
import os
import signal
import socket
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from types import FrameType

from PySide6.QtCore import (
    QEvent,
    QMessageLogContext,
    QSocketNotifier,
    QtMsgType,
    qInstallMessageHandler,
)
from PySide6.QtWidgets import QApplication

from maskapp import __version__
from maskapp.errors import MaskappError
from maskapp.gui.shared.icons import application_icon
from maskapp.gui.startup.first_paint import FirstPaint
from maskapp.gui.startup.single_instance import SingleInstance
from maskapp.gui.startup.window_thread_gc import WindowThreadCollector
from maskapp.gui.window.main_window import MainWindow
from maskapp.gui.worker.timing import Timing
from maskapp.live.backend import Backend
from maskapp.logs import start_logging

_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}

_SWITCH_INTERVAL_S = 0.001

_log = logging.getLogger(__name__)


def run(source: str | None, data_dir: Path) -> None:
    """Show the window until it is closed; where there is one already, show that.

    Args:
        source: What to open, as `open_source` of the pipeline takes it; None for the camera
            used last.
        data_dir: Where settings, log and snapshots are kept; made if it is missing.

    Raises:
        MaskappError: The folder cannot be used, or its window does not answer.
    """
    application = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(application, QApplication)
    application.setApplicationName("maskapp")
    application.setApplicationDisplayName("Maskapp")
    application.setApplicationVersion(__version__)
    application.setDesktopFileName("maskapp")
    application.setWindowIcon(application_icon())
    _make_private_folder(data_dir)
    instance = SingleInstance(data_dir)
    if not instance.claim():
        instance.show_other(source or "")
        return
    start_logging(data_dir)
    qInstallMessageHandler(_log_qt)
    _log.info("Maskapp %s starts", __version__)
    # A thread that computes gives way after this time. Drawing a panel takes a hundred calls of
    # Qt, each of which may have to wait for that; with Python's 5 ms the window would stall.
    sys.setswitchinterval(_SWITCH_INTERVAL_S)
    gc.freeze()  # what the imports made stays; looking through it would stall the window
    collector = WindowThreadCollector(application)
    window = MainWindow(data_dir, Backend(), Timing())
    instance.asked.connect(window.show_again)
    if source is not None:
        window.sources.open(source)  # now, so that the window says so when it comes
    FirstPaint(window).done.connect(window.start)
    window.show()
    with _closed_by_signals(window):
        application.exec()
    instance.release()
    qInstallMessageHandler(None)
    _log.info("Maskapp ends")
    if not window.has_ended or _is_work_left():
        # A driver does not come back, or a module is still being imported. The process would
        # end with an error because of that thread; everything that was to be written is.
        logging.shutdown()
        os._exit(0)
    window.deleteLater()  # now, and not when Python comes across its parts in any order
    application.sendPostedEvents(window, QEvent.Type.DeferredDelete)
    collector.stop()


def _is_work_left() -> bool:
    """Whether a thread is left behind; Python's stand-ins for those of Qt do not count."""
    others = set(threading.enumerate()) - {threading.main_thread()}
    return any(type(thread) is threading.Thread for thread in others)


def _make_private_folder(data_dir: Path) -> None:
    try:
        data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise MaskappError(
            f"The folder {data_dir} cannot be made: {error.strerror};"
            " choose another one with --data-dir"
        ) from error


def _log_qt(kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
    logging.getLogger(context.category or "qt").log(_LEVELS[kind], "%s", message)


@contextlib.contextmanager
def _closed_by_signals(window: MainWindow) -> Iterator[None]:
    """Close the window in order on Ctrl+C in the terminal and when the system asks.

    Python runs a handler only between two of its own instructions, and an event loop that
    waits executes none; so the signal also arrives on a socket, which wakes the loop.
    """
    reading, writing = socket.socketpair()
    reading.setblocking(False)
    writing.setblocking(False)
    before_fd = signal.set_wakeup_fd(writing.fileno())
    notifier = QSocketNotifier(reading.fileno(), QSocketNotifier.Type.Read)
    notifier.activated.connect(window.close_at_once)
    before = {number: signal.signal(number, _nothing) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        notifier.setEnabled(False)
        for number, handler in before.items():
            signal.signal(number, handler)
        signal.set_wakeup_fd(before_fd)
        reading.close()
        writing.close()


def _nothing(_number: int, _frame: FrameType | None) -> None:
    """Leaves it to the socket."""
