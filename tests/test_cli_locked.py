"""Folders that this user may not enter."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.command_line import PATIENCE_S, Outcome

SETPRIV = ["setpriv", "--bounding-set=-dac_override,-dac_read_search"]
"""Begins commands that the superuser starts as somebody whom rights bind."""


@pytest.fixture
def locked(tmp_path: Path) -> Iterator[Path]:
    """A folder that may not be entered."""
    folder = tmp_path / "locked"
    folder.mkdir(mode=0)
    yield folder
    folder.chmod(0o700)


def run_bound(*arguments: object) -> Outcome:
    """Run the command line in a process that rights bind."""
    before = SETPRIV if os.geteuid() == 0 else []
    done = subprocess.run(
        [*before, sys.executable, "-m", "maskapp", *map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )
    return Outcome(done.returncode, done.stdout, done.stderr)


@pytest.mark.skipif(
    os.name == "nt" or (os.geteuid() == 0 and shutil.which(SETPRIV[0]) is None),
    reason="nothing is locked for this user",
)
@pytest.mark.parametrize(
    "arguments",
    [
        ("detect", "demo", "--report", "LOCKED/x.jsonl"),
        ("detect", "demo", "--events", "LOCKED/x.jsonl"),
        ("detect", "demo", "--output", "LOCKED/x.mp4"),
        ("detect", "demo", "--output", "LOCKED/x"),
        ("detect", "demo", "--jobs", "2", "--report", "LOCKED/x.jsonl"),
        ("detect", "LOCKED/x.mp4"),
        ("detect", "LOCKED"),
        ("detect", "demo", "--model", "LOCKED/x.tflite"),
        ("export-log", "a.csv", "--data-dir", "LOCKED/d"),
        ("export-figures", "a.csv", "--data-dir", "LOCKED/d"),
        ("export-figures", "a.csv", "--data-dir", "LOCKED"),
        ("evaluate", "faces", "LOCKED"),
        ("convert", "LOCKED/x.keras", "a.tflite"),
        ("serve", "--port", "0", "--data-dir", "LOCKED/d"),
        ("gui", "--data-dir", "LOCKED/d"),
    ],
    ids=" ".join,
)
def test_a_folder_that_may_not_be_entered_is_told_in_one_line(
    locked: Path, arguments: tuple[str, ...]
) -> None:
    given = [argument.replace("LOCKED", str(locked)) for argument in arguments]
    run_bound(*given).assert_refused(str(locked), "ermission")
