"""A device or connection that does what a test wants."""

import threading
from collections.abc import Iterator

import numpy as np

from maskapp.errors import SourceLostError
from maskapp.records import Image
from tests.support.worker_fakes import PATIENCE_S

SEND, NOTHING, HANG, LOSE, CRASH, END = "send", "nothing", "hang", "lose", "crash", "end"


class FakeCapture:
    """A capture that performs the steps of a test.

    Args:
        steps: What it does once it is open.
    """

    fps = 30.0

    def __init__(self, *steps: str) -> None:
        self._steps = list(steps)
        self._changed = threading.Condition()
        self._done = 0
        self._sent = 0
        self.recovered = threading.Event()
        self.opened_by: str | None = None
        self.released_by: str | None = None
        self.released = threading.Event()

    def open(self) -> "FakeCapture":
        self.opened_by = threading.current_thread().name
        return self

    def do(self, *steps: str) -> None:
        """Perform steps, and wait until the reader has processed all but the last."""
        with self._changed:
            self._steps += steps
            target = self._done + len(self._steps)
            self._changed.notify_all()
            assert self._changed.wait_for(lambda: self._done >= target, PATIENCE_S)

    def images(self) -> Iterator[Image | None]:
        while True:
            with self._changed:
                # Without a step it yields None, so that the reader notices a request to stop.
                step = self._steps.pop(0) if self._steps else None
                if step is not None:
                    self._done += 1
                    self._changed.notify_all()
                else:
                    self._changed.wait(0.01)
            if step in (None, NOTHING):
                yield None
            elif step == SEND:
                yield np.full((4, 6, 3), self._sent, np.uint8)
                self._sent += 1
            elif step == HANG:
                self.recovered.wait(PATIENCE_S)
            elif step == LOSE:
                raise SourceLostError("cam: unplugged")
            elif step == CRASH:
                raise RuntimeError("a bug")
            else:
                return

    def release(self) -> None:
        self.released_by = threading.current_thread().name
        self.released.set()
