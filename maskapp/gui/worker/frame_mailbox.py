"""Hands pictures from the worker to the window: only the newest one is kept."""

import threading
from dataclasses import dataclass

from PySide6.QtGui import QImage

from maskapp.records import LiveStatistics


@dataclass(frozen=True, slots=True, eq=False)
class FramePicture:
    """One annotated frame, ready to be drawn.

    Attributes:
        image: Format_RGB32, with memory of its own; perhaps with more pixels than the frame.
        size: Width and height of the frame.
        statistics: What the status panel says of it.
    """

    image: QImage
    size: tuple[int, int]
    statistics: LiveStatistics


class Mailbox:
    """A slot for one picture, between two threads.

    Queued signals that carry pictures pile up as soon as the window is slower than the
    worker, and take memory without end. So pictures wait here, and a signal without a
    payload says that there is one; it is due only when none is on its way.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._newest: FramePicture | None = None
        self._overwritten = 0

    @property
    def overwritten(self) -> int:
        """How many pictures were replaced before anybody took them."""
        return self._overwritten

    def put(self, picture: FramePicture) -> bool:
        """Leave a picture; one that nobody has taken yet is dropped.

        Returns:
            Whether the receiver has to be told; otherwise it was told and has not come yet.
        """
        with self._lock:
            is_waiting = self._newest is not None
            self._overwritten += is_waiting
            self._newest = picture
            return not is_waiting

    def take(self) -> FramePicture | None:
        """The newest picture, once; None where there is none."""
        with self._lock:
            picture, self._newest = self._newest, None
            return picture
