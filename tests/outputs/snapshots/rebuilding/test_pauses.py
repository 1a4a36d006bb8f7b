import gc
import weakref

import pytest

from maskapp.errors import MaskappError, OutputError, SnapshotLogBusyError
from maskapp.outputs.snapshots.rebuilding.pauses import PausedAttempts


class Work:
    """Work that takes some time, and may fail."""

    def __init__(self) -> None:
        self.now_s = 100.0
        self.takes_s = 0.0
        self.error: MaskappError | None = None
        self.begun = 0

    def clock(self) -> float:
        return self.now_s

    def __call__(self) -> str:
        self.begun += 1
        self.now_s += self.takes_s
        if self.error is not None:
            raise self.error
        return "done"


@pytest.fixture
def work() -> Work:
    return Work()


@pytest.fixture
def attempts(work: Work) -> PausedAttempts:
    return PausedAttempts(work.clock)


def test_after_a_long_failure_nothing_is_begun_for_ten_times_as_long(work, attempts) -> None:
    work.takes_s, work.error = 4.0, OutputError("the disk is full")
    for _ in range(5):
        with pytest.raises(OutputError, match="the disk is full"):
            attempts.run(work)
    assert work.begun == 1
    work.now_s += 39.0
    with pytest.raises(OutputError):
        attempts.run(work)
    assert work.begun == 1
    work.now_s, work.error = work.now_s + 1.0, None
    assert attempts.run(work) == attempts.run(work) == "done"
    assert work.begun == 3


def test_no_pause_is_longer_than_two_minutes(work, attempts) -> None:
    work.takes_s, work.error = 3600.0, OutputError("the disk is full")
    with pytest.raises(OutputError):
        attempts.run(work)
    work.now_s, work.error = work.now_s + 120.0, None
    assert attempts.run(work) == "done"


@pytest.mark.parametrize(
    ("takes_s", "error"), [(0.1, OutputError("full")), (9.0, SnapshotLogBusyError("held"))]
)
def test_what_fails_soon_or_is_held_is_tried_again_at_once(work, attempts, takes_s, error) -> None:
    work.takes_s, work.error = takes_s, error
    for _ in range(3):
        with pytest.raises(type(error)):
            attempts.run(work)
    assert work.begun == 3


def test_the_error_that_is_raised_again_keeps_nothing_of_who_asked(work, attempts) -> None:
    class Entry:
        """What somebody wants to write, such as pictures."""

    def write(entry: Entry) -> "weakref.ref[Entry]":
        with pytest.raises(OutputError):
            attempts.run(work)
        return weakref.ref(entry)

    work.takes_s, work.error = 4.0, OutputError("the disk is full")
    kept = [write(Entry()) for _ in range(5)]
    gc.collect()
    assert sum(entry() is not None for entry in kept) <= 1
