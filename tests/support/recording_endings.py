"""Checks of what is left when something ends the window while it records."""

import os
import subprocess
import sys
from pathlib import Path

from maskapp.logs import LOG_FILE_NAME, logs_dir
from maskapp.outputs.snapshots.log import SnapshotLog
from maskapp.outputs.snapshots.records import SNAPSHOT_FOLDER
from maskapp.settings.settings import Settings
from maskapp.settings.settings_file import SETTINGS_FILE_NAME, load_settings, save_settings
from tests.support.recording_program import DISPLAY_GONE, END_OF_SESSION, X_SERVER_KILLED
from tests.support.videos import read_video

ROOT = Path(__file__).parents[2]


def check_ending(folder: Path, end: object, question: str, **environment: str) -> None:
    """Check that the recording plays, and that snapshot and setting are saved.

    Args:
        folder: For the program's files.
        end: A signal, or one of the ends of `recording_program`.
        question: Whether "Finish it and quit?" is open, "yes" or "no".
        environment: More variables for the program.
    """
    data_dir, videos = folder / "data", folder / "videos"
    save_settings(Settings(recording_folder=str(videos)), data_dir / SETTINGS_FILE_NAME)
    done = subprocess.run(
        [sys.executable, "-m", "tests.support.recording_program", data_dir, f"{end}", question],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    is_display_gone = end in (DISPLAY_GONE, X_SERVER_KILLED)
    message = "maskapp: the display is gone; everything was saved\n" if is_display_gone else ""
    code = 1 if is_display_gone else 0 if end == END_OF_SESSION else 128 + int(str(end))
    assert (done.returncode, done.stderr) == (code, message)
    (video,) = videos.iterdir()
    assert top_level_boxes(video) == ["ftyp", "free", "mdat", "moov"], "an ordinary MP4"
    images, times_s, _ = read_video(video)
    assert times_s[-1] > 0.9
    assert len(images) == len(times_s) > 2
    log_file = logs_dir(data_dir) / LOG_FILE_NAME
    assert f"{video}, 0 frames dropped: done" in log_file.read_text(encoding="utf-8")
    assert load_settings(data_dir / SETTINGS_FILE_NAME)[0].mirror
    with SnapshotLog(data_dir / SNAPSHOT_FOLDER) as log:
        (snapshot,) = log.read(log.find())
        assert snapshot.annotated.is_file()


def top_level_boxes(video: Path) -> list[str]:
    """Return the types of the boxes of an MP4; one that was not finished has fragments (moof)."""
    content, types, at = video.read_bytes(), [], 0
    while at < len(content):
        types.append(content[at + 4 : at + 8].decode())
        at += int.from_bytes(content[at : at + 4], "big")
    return types
