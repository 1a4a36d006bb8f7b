"""A program, run by tests as a process of its own, that records until something ends it.

Just before that, it takes a snapshot and changes a setting. Arguments: data folder, what ends it,
and whether the question about the recording is open.
"""

import os
import signal
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from itertools import count
from pathlib import Path

from PySide6.QtCore import QTimer, qWarning
from PySide6.QtWidgets import QApplication, QMessageBox

from maskapp.gui.startup import app
from maskapp.gui.window.main_window import MainWindow
from maskapp.records import Frame
from tests.support.window_helpers import paced_frames
from tests.support.worker_fakes import FakeBackend, FakeSource

END_OF_SESSION = "session"
DISPLAY_GONE = "display"
X_SERVER_KILLED = "X server"
X_SERVER_VARIABLE = "X_SERVER_PID"


def window() -> MainWindow:
    return next(w for w in QApplication.topLevelWidgets() if isinstance(w, MainWindow))


def timed_frames() -> Iterator[Frame]:
    """Yield frames with the times at which they come, endlessly."""
    for frame in paced_frames():
        yield replace(frame, time_s=time.monotonic())


def main(data_dir: str, end: str, has_question: str) -> None:
    backend = FakeBackend()
    backend.sources["hall"] = lambda: FakeSource(timed_frames(), is_live=True)
    app.Backend = lambda: backend
    application = QApplication([])
    steps = count()

    def finish() -> None:
        if end == END_OF_SESSION:
            application.commitDataRequest.emit(None)
        elif end == X_SERVER_KILLED:
            os.kill(int(os.environ[X_SERVER_VARIABLE]), signal.SIGKILL)
        elif end == DISPLAY_GONE:
            qWarning("The X11 connection broke (error 1). Did the X11 server die?")
        else:
            os.kill(os.getpid(), int(end))

    def step() -> None:
        controls = window().recording
        if not controls.is_recording:
            if window().commands.record.isEnabled() and next(steps) == 0:
                window().commands.record.trigger()
            return
        if "0:00" in controls.indicator.text():  # not before a second is in the video
            return
        if has_question == "yes" and not isinstance(QApplication.activeModalWidget(), QMessageBox):
            QTimer.singleShot(0, window().close)
            return
        timer.stop()
        settings = window().settings
        settings.use(replace(settings.settings, mirror=True))
        window().commands.take_snapshot.trigger()
        QTimer.singleShot(0, finish)

    timer = QTimer(interval=20)
    timer.timeout.connect(step)
    QTimer.singleShot(0, timer.start)
    number = app.run("hall", Path(data_dir))
    sys.exit(0 if number is None else 128 + number)


if __name__ == "__main__":
    main(*sys.argv[1:])
