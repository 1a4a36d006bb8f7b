"""What the soak tests share: how long they run, and what must not grow meanwhile."""

import ctypes
import gc
import os
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

SOAK_S = float(os.environ.get("SOAK_S", "20"))
"""Seconds for which each soak test goes on."""

TIMEOUT_S = 4 * SOAK_S + 240
"""A test that hangs fails after this time; starting and checking take time of their own."""

_MOST_MORE_FILES = 3
_MOST_MORE_BYTES = 60_000_000
_WARM_UP = 0.3
"""Share of the time after which everything that is kept on purpose has been filled."""


@dataclass(frozen=True, slots=True)
class _Usage:
    threads: int
    files: int
    memory_bytes: int


class Soak:
    """Rounds that go on for the given time.

    Attributes:
        figures: What the test has counted, to be printed at its end.
    """

    def __init__(self, seconds: float) -> None:
        self.figures: dict[str, float] = {}
        self._seconds = seconds
        self._settled: _Usage | None = None

    def rounds(self, least: int = 3) -> Iterator[int]:
        """Yield 0, 1, 2, … until the time is over, but at least so many."""
        begun_s, number = time.monotonic(), 0
        while number < least or time.monotonic() - begun_s < self._seconds:
            yield number
            number += 1
            is_warm = time.monotonic() - begun_s >= _WARM_UP * self._seconds
            if self._settled is None and is_warm and number >= least:
                self._settled = _usage()
        self.figures["rounds"] = number

    def check_flat(self) -> None:
        """Fail if threads, open files or memory have grown since the first part of the time."""
        settled, now = self._settled, _usage()
        if settled is None or now.files < 0:
            return
        more_bytes = now.memory_bytes - settled.memory_bytes
        self.figures |= {"threads": now.threads, "files": now.files}
        self.figures["more MB"] = round(more_bytes / 1e6, 1)
        assert now.threads <= settled.threads, "threads are left behind"
        assert now.files <= settled.files + _MOST_MORE_FILES, "files stay open"
        assert more_bytes <= _MOST_MORE_BYTES, "memory grows"


def _usage() -> _Usage:
    gc.collect()
    if sys.platform != "linux":
        return _Usage(threading.active_count(), -1, 0)
    ctypes.CDLL(None).malloc_trim(0)  # what is free already is no growth
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    files = len(os.listdir("/proc/self/fd"))  # noqa: PTH208 - the list itself opens one
    return _Usage(threading.active_count(), files, pages * os.sysconf("SC_PAGE_SIZE"))
