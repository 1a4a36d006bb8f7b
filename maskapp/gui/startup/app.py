"""Starting the application and shutting it down in order."""

import contextlib
import gc
import logging
import sys
from enum import StrEnum
from functools import partial
from pathlib import Path

from PySide6.QtCore import QEvent, QLocale, qInstallMessageHandler
from PySide6.QtWidgets import QApplication, QWidget

from maskapp import __version__
from maskapp.display_names import has_lone_surrogates, printable
from maskapp.errors import MaskappError
from maskapp.files.private_files import make_private_folder
from maskapp.files.temporary_folders import remove_abandoned_folders
from maskapp.gui.help.package_versions import preload_package_versions
from maskapp.gui.shared.icons import application_icon
from maskapp.gui.startup.closing_signals import ClosingSignals
from maskapp.gui.startup.first_paint import FirstPaint
from maskapp.gui.startup.qt_messages import QtMessages
from maskapp.gui.startup.single_instance import SingleInstance
from maskapp.gui.startup.window_locale import window_locale
from maskapp.gui.startup.window_thread_gc import WindowThreadGC
from maskapp.gui.window.main_window import MainWindow
from maskapp.live.backend import Backend
from maskapp.live.background_task import Job
from maskapp.live.playing.timing import Timing
from maskapp.logs import start_logging
from maskapp.process_end import end_at_once, is_thread_left

_SWITCH_INTERVAL_S = 0.001
_LAST_TIMEOUT_S = 60.0
_EXIT_WITHOUT_DISPLAY = 1
_EXIT_SIGNAL = 128

_log = logging.getLogger(__name__)


class StartMode(StrEnum):
    """What is shown at the start."""

    WINDOW = "window"
    FULLSCREEN = "fullscreen"
    KIOSK = "kiosk"


def run(source: str | None, data_dir: Path, mode: StartMode = StartMode.WINDOW) -> int | None:
    """Run the window until it is closed; if the data folder already has one, show that instead.

    One that is closing is waited for.

    The recording is finished and everything saved, whatever ends the window: the user, a signal,
    the end of the session, or a display that is gone, which also ends the process.

    Args:
        source: The source to open, as `open_source` takes it; None for the last camera or stream.
        data_dir: The folder for settings, logs and snapshots; created if needed.
        mode: The window, only its image, or only the door display.

    Returns:
        The number of the signal that closed the window; None if there was none.

    Raises:
        MaskappError: The folder cannot be used, or the window that uses it does not respond.
    """
    application = _make_application()
    _make_data_folder(data_dir)
    instance = SingleInstance(data_dir)
    if not instance.claim():
        if instance.show_other(source or "", wants_door=mode is StartMode.KIOSK):
            return None
        instance.claim_later()
    start_logging(data_dir)
    messages = QtMessages()
    qInstallMessageHandler(messages.handle)
    _log.info("Maskapp %s starts", __version__)
    # How long a computing thread may keep Python's lock. Painting a panel takes about a hundred
    # calls into Qt, each of which may wait that long; with the default of 5 ms it would stall.
    sys.setswitchinterval(_SWITCH_INTERVAL_S)
    gc.freeze()  # imported modules stay alive; scanning them would stall the window
    collector = WindowThreadGC(application)
    window = MainWindow(data_dir, Backend(), Timing())
    messages.display_lost = partial(_save_without_display, window, instance)
    application.commitDataRequest.connect(window.close_at_once)
    instance.is_closing = lambda: window.is_closing
    instance.activation_requested.connect(window.show_again)
    instance.door_requested.connect(window.features.door.open)
    if source is not None:
        window.sources.open(source)  # before the window is shown, which then shows this at once
    first_paint = FirstPaint(_show(window, mode))
    first_paint.done.connect(window.start)
    first_paint.done.connect(_prepare_for_later)
    if source is None and mode is StartMode.WINDOW:
        first_paint.done.connect(window.features.first_start.offer)
    with ClosingSignals(window.close_at_once) as signals:
        application.exec()
    instance.release()
    qInstallMessageHandler(None)
    _log.info("Maskapp ends")
    if not window.has_ended or is_thread_left():
        # A driver call hangs, or a module is still being imported. Everything has been written,
        # and a normal exit would fail because of that thread.
        end_at_once(0 if signals.number is None else _EXIT_SIGNAL + signals.number)
    window.deleteLater()  # destroyed now: Python would destroy its parts in any order
    application.sendPostedEvents(window, QEvent.Type.DeferredDelete)
    collector.stop()
    return signals.number


def _show(window: MainWindow, mode: StartMode) -> QWidget:
    """Show the window or the door display; return which of them will be painted first."""
    if mode is StartMode.KIOSK:
        return window.features.door.open()
    window.show()
    if mode is StartMode.FULLSCREEN:
        window.commands.fullscreen.trigger()
    return window


def _save_without_display(window: MainWindow, instance: SingleInstance) -> None:
    """Finish the recording and save everything, then end the process."""
    is_saved = window.has_ended or all(
        [
            window.worker.shutdown(_LAST_TIMEOUT_S),
            window.features.outside.stop(),
            window.snapshots.shutdown(_LAST_TIMEOUT_S),
            window.settings.stop(),
            window.sources.profiles.stop(),
        ]
    )
    instance.release()
    outcome = "everything was saved" if is_saved else "a disk does not respond, some data is lost"
    _log.error("The display is gone; %s", outcome)
    with contextlib.suppress(OSError):  # the terminal may be gone with it
        print(f"maskapp: the display is gone; {outcome}", file=sys.stderr)
    end_at_once(_EXIT_WITHOUT_DISPLAY)


def _make_application() -> QApplication:
    application = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(application, QApplication)
    QLocale.setDefault(window_locale(QLocale.system()))
    application.setApplicationName("maskapp")
    application.setApplicationDisplayName("Maskapp")
    application.setApplicationVersion(__version__)
    application.setDesktopFileName("maskapp")
    application.setWindowIcon(application_icon())
    return application


def _prepare_for_later() -> None:
    """Look up the versions for the About dialog, and remove what a killed program left behind."""
    Job("PackageVersions", preload_package_versions, lambda _job, _event: None).start()
    Job("AbandonedFolders", remove_abandoned_folders, lambda _job, _event: None).start()


def _make_data_folder(data_dir: Path) -> None:
    if has_lone_surrogates(str(data_dir)):
        raise MaskappError(
            f"The name of the data folder {printable(str(data_dir))} is not in UTF-8, which Qt"
            " cannot use; choose another one with --data-dir"
        )
    try:
        make_private_folder(data_dir)
    except OSError as error:
        raise MaskappError(
            f"The data folder {data_dir} cannot be created: {error.strerror};"
            " choose another one with --data-dir"
        ) from error
