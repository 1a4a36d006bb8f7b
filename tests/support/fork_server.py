"""A process that forks one of its own for each job, so that hundreds can be killed in minutes.

Run as a program, it takes jobs from standard input, a JSON line each, and prints the number of
the process that does it, then how that ended. Standard error tells what a job raised.
"""

import json
import os
import signal
import subprocess
import sys
import time
import traceback
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Self

import numpy as np

from maskapp.errors import MaskappError
from maskapp.outputs.snapshots.log import SnapshotLog
from maskapp.outputs.snapshots.records import NewSnapshot
from maskapp.outputs.video_recorder import Recorder
from maskapp.pipeline.classify import MaskClassifier
from maskapp.records import Box
from tests.support.messages import check_message


class ForkServer:
    """The server, as a test uses it; end it with `with`."""

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.support.fork_server"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).parents[2],
        )
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate()

    def start(self, job: str, *arguments: object) -> int:
        """Start a job and return the number of its process."""
        self._process.stdin.write(json.dumps([job, *map(str, arguments)]) + "\n")
        self._process.stdin.flush()
        return int(self._process.stdout.readline())

    def wait(self) -> int:
        """Wait for the job; return its exit status, negative if a signal ended it."""
        return int(self._process.stdout.readline())

    def kill_after(self, number: int, count: Path, least: int, delay_s: float) -> None:
        """Kill a job a while after it has counted this far."""
        while count_in(count) < least:
            time.sleep(0.002)
        time.sleep(delay_s)
        os.kill(number, signal.SIGKILL)
        assert self.wait() == -signal.SIGKILL, "the job ended by itself"


def count_in(count: Path) -> int:
    """Return how far a job has counted in its file."""
    with suppress(OSError, ValueError):
        return int(count.read_bytes())
    return 0


def _counter(count: str) -> int:
    return os.open(count, os.O_CREAT | os.O_WRONLY)


def record(path: str, fps: str, count: str) -> None:
    """Record without end and count the images that have been written."""
    written, file, rng = 0, _counter(count), np.random.default_rng(0)
    recorder = Recorder(Path(path), float(fps))
    while True:
        recorder.write(rng.integers(0, 255, (48, 64, 3), np.uint8), written / float(fps))
        written += 1
        os.pwrite(file, b"%d" % written, 0)
        time.sleep(0.001)


def take_snapshots(folder: str, count: str) -> None:
    """Save snapshots without end and count them."""
    saved, file, image = 0, _counter(count), np.zeros((90, 160, 3), np.uint8)
    with SnapshotLog(Path(folder)) as log:
        while True:
            taken_at = datetime(2026, 5, 17, tzinfo=UTC) + timedelta(seconds=saved)
            log.add(NewSnapshot(taken_at, "manual", "Door", (), image, image))
            saved += 1
            os.pwrite(file, b"%d" % saved, 0)


def use_model(path: str) -> None:
    """Load a model and run it once, or be refused in one line."""
    try:
        classifier = MaskClassifier(Path(path))
        classifier.classify(np.zeros((64, 64, 3), np.uint8), [Box(8, 8, 56, 56)])
    except MaskappError as error:
        check_message(error)


JOBS = {job.__name__: job for job in (record, take_snapshots, use_model)}


def _serve() -> None:
    for line in sys.stdin:
        job, *arguments = json.loads(line)
        number = os.fork()
        if number == 0:
            status = 0
            try:
                JOBS[job](*arguments)
            except BaseException:  # noqa: BLE001 - the parent's loop must not go on here
                traceback.print_exc()
                status = 1
            os._exit(status)
        print(number, flush=True)
        print(os.waitstatus_to_exitcode(os.waitpid(number, 0)[1]), flush=True)


if __name__ == "__main__":
    _serve()
