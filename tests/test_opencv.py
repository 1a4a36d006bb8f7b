import os
import subprocess
import sys

import pytest

from maskapp.opencv import native_stderr_muted

_PROBE = """
import os
{before}
from maskapp.opencv import cv2
print(os.environ.get("QT_QPA_PLATFORM_PLUGIN_PATH"), os.environ.get("QT_QPA_FONTDIR"))
cv2.imread("no-such-file.png")
cv2.VideoCapture("no-such-file.mp4")
"""


def _run(before: str, **environment: str) -> subprocess.CompletedProcess[str]:
    clean = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("QT_QPA_PLATFORM_PLUGIN", "QT_QPA_FONTDIR", "OPENCV_"))
    }
    return subprocess.run(
        [sys.executable, "-c", _PROBE.format(before=before)],
        env=clean | environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )


def test_qt_variables_stay_unset_and_nothing_is_logged() -> None:
    done = _run("")
    assert done.stdout.split() == ["None", "None"]
    assert done.stderr == ""


def test_qt_variables_of_the_user_are_kept() -> None:
    done = _run("", QT_QPA_PLATFORM_PLUGIN_PATH="/mine", QT_QPA_FONTDIR="/fonts")
    assert done.stdout.split() == ["/mine", "/fonts"]


@pytest.mark.parametrize("level", ["WARNING", "INFO"])
def test_a_user_can_turn_the_log_on(level: str) -> None:
    assert "no-such-file.png" in _run("", OPENCV_LOG_LEVEL=level).stderr


def test_standard_error_is_back_once_the_last_thread_needs_it_muted_no_more(
    capfd: pytest.CaptureFixture[str],
) -> None:
    first, second = native_stderr_muted(), native_stderr_muted()
    first.__enter__()
    second.__enter__()
    os.write(2, b"unseen ")
    first.__exit__(None, None, None)  # before the second, as threads may end in any order
    os.write(2, b"unseen ")
    second.__exit__(None, None, None)
    os.write(2, b"seen")
    assert capfd.readouterr().err == "seen"
