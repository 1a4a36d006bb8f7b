"""A recording whose disk does what a test wants."""

import threading
from pathlib import Path

from maskapp.errors import OutputError
from maskapp.records import RecordingStatus
from tests.support.worker_fakes import PATIENCE_S


class FakeRecording:
    """Stands in for `RecordingOnDisk`.

    Attributes:
        problems: The message of the error that a method raises, by its name.
        written: The times of the images.
        is_writing: Set by the first call of `write`, before it waits for the disk.
        disk: A call of `write` returns once it is set.
        checked: Set by `check`.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.path.touch()
        self.earlier: list[Path] = []
        self.problems: dict[str, str] = {}
        self.written: list[float] = []
        self.is_writing = threading.Event()
        self.disk = threading.Event()
        self.disk.set()
        self.checked = threading.Event()
        self.is_closed = False

    @property
    def is_on_disk(self) -> bool:
        return self.path.exists()

    @property
    def duration_s(self) -> float:
        return float(len(self.written))

    def write(self, _image, time_s: float) -> None:
        self.is_writing.set()
        self.disk.wait(6 * PATIENCE_S)
        self._fail("write")
        self.written.append(time_s)

    def check(self) -> RecordingStatus:
        self.checked.set()
        self._fail("check")
        return RecordingStatus(size_bytes=5)

    def close(self) -> None:
        self.is_closed = True
        self._fail("close")

    def _fail(self, method: str) -> None:
        if method in self.problems:
            raise OutputError(self.problems[method])
