"""Starting and closing the program, in a process of its own."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from maskapp.errors import MaskappError
from maskapp.gui.startup.app import run
from maskapp.logs import LOG_FILE_NAME, logs_dir
from maskapp.settings import SETTINGS_FILE_NAME, Settings, save_settings
from tests.support.videos import read_video

CLOSE_WHEN_SHOWN = """
import os, pathlib, signal, sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from maskapp.gui.startup.app import run

application = QApplication([])
QTimer.singleShot(0, lambda: os.kill(os.getpid(), int(sys.argv[2])))
sys.exit(128 + run("/no/such/file.mp4", pathlib.Path(sys.argv[1])))
"""


SIGNALS = [
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)
]
ROOT = Path(__file__).parents[3]


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
        (SIGNALS[-2], "yes"),
        (SIGNALS[-1], "no"),
        ("session", "yes"),
        ("display", "yes"),
    ],
)
def test_whatever_ends_the_window_finishes_the_recording(tmp_path, end, question) -> None:
    """Also while it asks whether to finish the recording and quit."""
    data_dir, videos = tmp_path / "data", tmp_path / "videos"
    save_settings(Settings(recording_folder=str(videos)), data_dir / SETTINGS_FILE_NAME)
    done = subprocess.run(
        [sys.executable, "-m", "tests.support.recording_program", data_dir, f"{end}", question],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    codes = {"session": 0, "display": 1}
    message = "maskapp: the display is gone; everything was saved\n" if end == "display" else ""
    assert (done.returncode, done.stderr) == (codes[end] if end in codes else 128 + end, message)
    (video,) = videos.iterdir()
    assert top_level_boxes(video) == ["ftyp", "free", "mdat", "moov"], "an ordinary MP4"
    images, times_s, _ = read_video(video)
    assert times_s[-1] > 0.9
    assert len(images) > 10


def top_level_boxes(video: Path) -> list[str]:
    """Return the types of the boxes of an MP4; one that was not finished has fragments (moof)."""
    content, types, at = video.read_bytes(), [], 0
    while at < len(content):
        types.append(content[at + 4 : at + 8].decode())
        at += int.from_bytes(content[at : at + 4], "big")
    return types


def test_a_data_folder_that_cannot_be_created_is_an_error(qapp, tmp_path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(MaskappError, match=r"cannot be created: .*--data-dir"):
        run(None, tmp_path / "file" / "data")
    assert not os.path.lexists(tmp_path / "file" / "data")
