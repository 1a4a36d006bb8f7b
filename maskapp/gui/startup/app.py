"""Starting the application and shutting it down in order."""

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
from maskapp.gui.startup.window_thread_gc import WindowThreadGC
from maskapp.gui.window.main_window import MainWindow
from maskapp.gui.worker.timing import Timing
from maskapp.live.backend import Backend
from maskapp.live.background_task import Job
from maskapp.logs import start_logging
from maskapp.package_versions import preload_package_versions

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
    """Run the window until it is closed; if the data folder already has one, show that instead.

    Args:
        source: The source to open, as `open_source` takes it; None for the last camera.
        data_dir: The folder for settings, logs and snapshots; created if needed.

    Raises:
        MaskappError: The folder cannot be used, or the window that uses it does not respond.
    """
    application = _make_application()
    _make_private_folder(data_dir)
    instance = SingleInstance(data_dir)
    if not instance.claim():
        instance.show_other(source or "")
        return
    start_logging(data_dir)
    qInstallMessageHandler(_log_qt)
    _log.info("Maskapp %s starts", __version__)
    # How long a computing thread may keep Python's lock. Painting a panel takes about a hundred
    # calls into Qt, each of which may wait that long; with the default of 5 ms it would stall.
    sys.setswitchinterval(_SWITCH_INTERVAL_S)
    gc.freeze()  # imported modules stay alive; scanning them would stall the window
    collector = WindowThreadGC(application)
    window = MainWindow(data_dir, Backend(), Timing())
    instance.activation_requested.connect(window.show_again)
    if source is not None:
        window.sources.open(source)  # before the window is shown, which then shows this at once
    first_paint = FirstPaint(window)
    first_paint.done.connect(window.start)
    first_paint.done.connect(_preload_versions)
    window.show()
    with _closed_by_signals(window):
        application.exec()
    instance.release()
    qInstallMessageHandler(None)
    _log.info("Maskapp ends")
    if not window.has_ended or _is_thread_left():
        # A driver call hangs, or a module is still being imported. Everything has been written,
        # and a normal exit would fail because of that thread.
        logging.shutdown()
        os._exit(0)
    window.deleteLater()  # destroyed now: Python would destroy its parts in any order
    application.sendPostedEvents(window, QEvent.Type.DeferredDelete)
    collector.stop()


def _make_application() -> QApplication:
    application = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(application, QApplication)
    application.setApplicationName("maskapp")
    application.setApplicationDisplayName("Maskapp")
    application.setApplicationVersion(__version__)
    application.setDesktopFileName("maskapp")
    application.setWindowIcon(application_icon())
    return application


def _preload_versions() -> None:
    """Look up the versions of packages in advance, so that the About dialog opens at once."""
    Job("PackageVersions", preload_package_versions, lambda _job, _event: None).start()


def _is_thread_left() -> bool:
    """Return whether a Python thread is still running, not counting dummies of Qt threads."""
    others = set(threading.enumerate()) - {threading.main_thread()}
    return any(type(thread) is threading.Thread for thread in others)


def _make_private_folder(data_dir: Path) -> None:
    try:
        data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise MaskappError(
            f"The data folder {data_dir} cannot be created: {error.strerror};"
            " choose another one with --data-dir"
        ) from error


def _log_qt(kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
    logging.getLogger(context.category or "qt").log(_LEVELS[kind], "%s", message)


@contextlib.contextmanager
def _closed_by_signals(window: MainWindow) -> Iterator[None]:
    """Close the window in order on SIGINT (Ctrl+C) and SIGTERM.

    Python runs signal handlers only between two bytecode instructions, and an idle event loop
    executes none. The wake-up socket makes the signal an event of the loop.
    """
    reading, writing = socket.socketpair()
    reading.setblocking(False)
    writing.setblocking(False)
    before_fd = signal.set_wakeup_fd(writing.fileno())
    notifier = QSocketNotifier(reading.fileno(), QSocketNotifier.Type.Read)
    notifier.activated.connect(window.close_at_once)
    before = {number: signal.signal(number, _ignore) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        notifier.setEnabled(False)
        for number, handler in before.items():
            signal.signal(number, handler)
        signal.set_wakeup_fd(before_fd)
        reading.close()
        writing.close()


def _ignore(_number: int, _frame: FrameType | None) -> None:
    """Do nothing: the wake-up socket reports the signal."""
