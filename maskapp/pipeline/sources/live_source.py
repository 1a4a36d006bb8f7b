"""Sources that do not wait: cameras and network streams. Only the newest frame is kept.

Opening, reading and releasing a device may each block without end, and OpenCV crashes when
one thread releases what another reads. So one thread does all three, and everybody else
only waits for it, for a limited time.
"""

import threading
import time
from collections.abc import Callable, Iterator
from typing import Protocol, Self

from maskapp.errors import SourceError, SourceLostError
from maskapp.records import Frame, Image, SourceInfo

_CLOSE_TIMEOUT_S = 1.0


class Capture(Protocol):
    """An opened device or connection, used by one thread only."""

    @property
    def fps(self) -> float | None:
        """The nominal frame rate; None where unknown."""

    def images(self) -> Iterator[Image | None]:
        """Pictures as they come, for as long as they come; None for "nothing yet".

        Raises:
            SourceLostError: The device or connection has gone.
        """

    def release(self) -> None:
        """Let go of the device or connection."""


class LiveSource:
    """The newest frame of a capture that a thread of its own reads without pause.

    Times are those of the arrival, on the monotonic clock, from the first frame.

    Args:
        name: For people.
        open_capture: Opens the device or connection; called in the reading thread.
        open_timeout_s: How long the first frame may take.
        read_timeout_s: How long each later frame may take.

    Raises:
        SourceError: It cannot be opened, or sends no frame in time.
    """

    def __init__(
        self,
        name: str,
        open_capture: Callable[[], Capture],
        *,
        open_timeout_s: float,
        read_timeout_s: float,
    ) -> None:
        self.problems: list[str] = []
        self.dropped = 0
        self._name = name
        self._open_capture = open_capture
        self._read_timeout_s = read_timeout_s
        self._changed = threading.Condition()
        self._newest: Frame | None = None
        self._fps: float | None = None
        self._failure: str | None = None
        self._has_ended = False
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="source-reader", daemon=True)
        self._thread.start()
        try:
            self.info = self._wait_for_first(open_timeout_s)
        except SourceError:
            self.close()
            raise

    def read(self) -> Frame | None:
        """The newest frame, waiting for one that was not read before.

        Returns:
            None after a clean end and after `close`.

        Raises:
            SourceLostError: The source has gone, or nothing came for the time-out.
        """
        with self._changed:
            self._changed.wait_for(self._has_news, self._read_timeout_s)
            if self._stop.is_set():
                return None
            frame, self._newest = self._newest, None
            if frame is not None:
                return frame
            if self._failure is not None:
                raise SourceLostError(self._failure)
            if self._has_ended:
                return None
        raise SourceLostError(
            f"{self._name}: no picture came for {self._read_timeout_s:g} s;"
            " check its plug, power or network"
        )

    def close(self) -> None:
        """Ask the reading thread to release the device, and wait a second for it at most.

        A thread that hangs in the device is left behind; it releases when it comes back.
        """
        self._stop.set()
        with self._changed:
            self._changed.notify_all()
        self._thread.join(_CLOSE_TIMEOUT_S)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _has_news(self) -> bool:
        return self._newest is not None or self._has_ended or self._stop.is_set()

    def _wait_for_first(self, timeout_s: float) -> SourceInfo:
        with self._changed:
            self._changed.wait_for(self._has_news, timeout_s)
            if self._newest is None:
                raise SourceError(
                    self._failure
                    or f"{self._name}: no picture came within {timeout_s:g} s of opening it"
                )
            height, width = self._newest.image.shape[:2]
            return SourceInfo(
                name=self._name,
                width=width,
                height=height,
                fps=self._fps,
                frame_count=None,
                is_live=True,
                is_stills=False,
            )

    def _run(self) -> None:
        """The reading thread."""
        failure: str | None = f"{self._name}: reading it failed unexpectedly"
        try:
            capture = self._open_capture()
            self._fps = capture.fps
            try:
                self._keep_newest(capture)
            finally:
                capture.release()
            failure = None
        except SourceError as error:
            failure = str(error)
        finally:
            with self._changed:
                self._failure = failure
                self._has_ended = True
                self._changed.notify_all()

    def _keep_newest(self, capture: Capture) -> None:
        started_s: float | None = None
        index = 0
        for image in capture.images():
            if self._stop.is_set():
                return
            if image is None:
                continue
            now_s = time.monotonic()
            if started_s is None:
                started_s = now_s
            with self._changed:
                self.dropped += self._newest is not None
                self._newest = Frame(image, index, now_s - started_s)
                self._changed.notify_all()
            index += 1
