"""Starting and closing the program, in a process of its own."""

import os
import signal
import subprocess
import sys

import pytest

from maskapp.errors import MaskappError
from maskapp.gui.startup.app import run
from maskapp.logs import LOG_FILE_NAME, logs_dir
from tests.support.recording_endings import check_ending
from tests.support.recording_program import DISPLAY_GONE, END_OF_SESSION

CLOSE_WHEN_SHOWN = """
import os, pathlib, signal, sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from maskapp.gui.startup.app import run

application = QApplication([])
QTimer.singleShot(0, lambda: os.kill(os.getpid(), int(sys.argv[2])))
sys.exit(128 + run("/no/such/file.mp4", pathlib.Path(sys.argv[1])))
"""


REPORT_AND_CLOSE = """
import pathlib, sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from maskapp.gui.door.door_window import DoorWindow
from maskapp.gui.first_start.set_up_page import SetUpPage
from maskapp.gui.startup.app import StartMode, run
from maskapp.gui.window.main_window import MainWindow

def visible(kind):
    return [each for each in QApplication.topLevelWidgets()
            if isinstance(each, kind) and each.isVisible()]

def report():
    windows, doors, pages = map(visible, (MainWindow, DoorWindow, SetUpPage))
    main = next(w for w in QApplication.topLevelWidgets() if isinstance(w, MainWindow))
    if main.sources.cameras is None:
        return
    timer.stop()
    full = windows and windows[0].isFullScreen()
    print("full" if full else len(windows), len(doors), len(pages), flush=True)
    [door.left.emit() for door in doors] or main.close()

application = QApplication([])
timer = QTimer(interval=20)
timer.timeout.connect(report)
timer.start()
sys.exit(run(sys.argv[2] or None, pathlib.Path(sys.argv[1]), StartMode(sys.argv[3])) or 0)
"""


SIGNALS = [
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)
]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")
@pytest.mark.parametrize("number", SIGNALS)
def test_a_signal_closes_the_window_in_order(tmp_path, number) -> None:
    data_dir = tmp_path / "data"
    command = [sys.executable, "-c", CLOSE_WHEN_SHOWN, str(data_dir), str(int(number))]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (128 + number, "")
    log = (logs_dir(data_dir) / LOG_FILE_NAME).read_text(encoding="utf-8")
    assert "starts" in log
    assert "Maskapp ends" in log
    assert not data_dir.stat().st_mode & 0o077, "the folder is for the user alone"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")
@pytest.mark.parametrize(
    ("end", "question"),
    [
        (SIGNALS[-3], "no"),
        (SIGNALS[-2], "yes"),
        (SIGNALS[-1], "no"),
        (END_OF_SESSION, "yes"),
        (DISPLAY_GONE, "yes"),
    ],
)
def test_whatever_ends_the_window_finishes_the_recording(tmp_path, end, question) -> None:
    """Also while it asks whether to finish the recording and quit; `make soak` tries them all."""
    check_ending(tmp_path, end, question)


def test_a_data_folder_that_cannot_be_created_is_an_error(qapp, tmp_path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(MaskappError, match=r"cannot be created: .*--data-dir"):
        run(None, tmp_path / "file" / "data")
    assert not os.path.lexists(tmp_path / "file" / "data")


def test_a_data_folder_whose_name_is_not_in_utf_8_is_an_error(qapp, tmp_path) -> None:
    with pytest.raises(MaskappError, match=r"b\\udcfc' is not in UTF-8.*--data-dir"):
        run(None, tmp_path / "b\udcfc")


@pytest.mark.parametrize(
    ("source", "mode", "windows", "doors", "pages"),
    [
        ("", "window", "1", "0", "1"),
        ("/no/such/file.mp4", "window", "1", "0", "0"),
        ("", "fullscreen", "full", "0", "0"),
        ("", "kiosk", "0", "1", "0"),
    ],
)
def test_what_a_start_shows_in_a_new_folder(tmp_path, source, mode, windows, doors, pages) -> None:
    """Leaving the only window, whichever it is, ends the program in order."""
    data_dir = tmp_path / "data"
    command = [sys.executable, "-c", REPORT_AND_CLOSE, str(data_dir), source, mode]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.split() == [windows, doors, pages]
    assert "Maskapp ends" in (logs_dir(data_dir) / LOG_FILE_NAME).read_text(encoding="utf-8")
