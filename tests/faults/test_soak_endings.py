"""Everything that can end the window while it records, with and without its question open."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.recording_endings import check_ending
from tests.support.recording_program import (
    DISPLAY_GONE,
    END_OF_SESSION,
    X_SERVER_KILLED,
    X_SERVER_VARIABLE,
)
from tests.support.soak import TIMEOUT_S

pytestmark = [
    pytest.mark.soak,
    pytest.mark.timeout(TIMEOUT_S),
    pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals"),
]

ENDS = [signal.SIGTERM, signal.SIGINT, getattr(signal, "SIGHUP", 0), END_OF_SESSION, DISPLAY_GONE]


@pytest.mark.parametrize("question", ["yes", "no"])
@pytest.mark.parametrize("end", [int(end) if end in ENDS[:3] else end for end in ENDS])
def test_everything_is_saved(tmp_path: Path, end: object, question: str) -> None:
    check_ending(tmp_path, end, question)


@pytest.fixture
def x_server() -> Iterator[tuple[str, int]]:
    """A display of its own: its name, and the process that serves it."""
    program = shutil.which("Xvfb")
    if program is None:
        pytest.skip("Xvfb is not installed")
    reading, writing = os.pipe()
    command = [program, "-displayfd", str(writing), "-screen", "0", "1280x800x24"]
    server = subprocess.Popen(command, pass_fds=[writing], stderr=subprocess.DEVNULL)
    os.close(writing)
    with os.fdopen(reading) as answer:
        yield f":{answer.readline().strip()}", server.pid
    server.kill()
    server.wait()


@pytest.mark.parametrize("question", ["yes", "no"])
def test_everything_is_saved_when_the_x_server_is_killed(
    tmp_path: Path, x_server: tuple[str, int], question: str
) -> None:
    display, pid = x_server
    variables = {"DISPLAY": display, "QT_QPA_PLATFORM": "xcb", X_SERVER_VARIABLE: f"{pid}"}
    check_ending(tmp_path, X_SERVER_KILLED, question, **variables)
