"""Live sources: cameras and network streams, of which only the newest frame is kept.

Opening, reading and releasing a device can each block forever, and OpenCV crashes if one thread
releases a device that another one reads. Therefore one thread does all three, and other threads
wait for it with a time-out.
"""

import threading
import time
from collections.abc import Callable, Iterator
from typing import Protocol, Self

from maskapp.errors import SourceError, SourceLostError
from maskapp.pipeline.sources.frame_patience import FramePatience
from maskapp.records import Frame, Image, SourceInfo

_CLOSE_TIMEOUT_S = 1.0
_LONGEST_WAIT_S = 0.2
"""A wait for a frame is made of such waits, since on Windows no signal interrupts one."""


class Capture(Protocol):
    """An opened device or connection, used by one thread only."""

    @property
    def fps(self) -> float | None:
        """The nominal frame rate; None if unknown."""

    def images(self) -> Iterator[Image | None]:
        """Yield images as they arrive, and None whenever none is available yet.

        Yields:
            (height, width, 3), uint8, BGR, upright.

        Raises:
            SourceLostError: The device or connection is lost.
            SourceError: It sends something else than images.
        """

    def release(self) -> None:
        """Release the device or connection."""


class LiveSource:
    """A source that reads a capture continuously in a thread and keeps its newest frame.

    A frame's time is that of its arrival, measured from the first frame.

    Args:
        name: The source's name, for display.
        key: See `SourceInfo.key`.
        open_capture: Opens the device or connection; called in the reading thread.
        open_timeout_s: Time-out for the first frame.
        read_timeout_s: Time-out for each later frame.
        slowest_timeout_s: The same while the frame rate is not known, and the most for sources
            that send a frame every few seconds; None for `read_timeout_s`.

    Raises:
        SourceLostError: The source cannot be opened now, or sends no frame in time.
        SourceError: It cannot be opened, and trying again would not help.
    """

    def __init__(
        self,
        name: str,
        key: str,
        open_capture: Callable[[], Capture],
        *,
        open_timeout_s: float,
        read_timeout_s: float,
        slowest_timeout_s: float | None = None,
    ) -> None:
        self.problems: list[str] = []
        self.dropped = 0
        self._name, self._key = name, key
        self._open_capture = open_capture
        self._patience = FramePatience(read_timeout_s, slowest_timeout_s or read_timeout_s)
        self._changed = threading.Condition()
        self._newest: Frame | None = None
        self._fps: float | None = None
        self._failure: SourceError | None = None
        self._has_ended = False
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="LiveSource", daemon=True)
        self._thread.start()
        try:
            self.info = self._wait_for_first(open_timeout_s)
        except SourceError:
            self.close()
            raise

    def read(self) -> Frame | None:
        """Return the newest frame; if it was read before, wait for the next one.

        Returns:
            None after the end of the source, and after `stop_reading` and `close`.

        Raises:
            SourceLostError: The source is lost, or no frame arrived within the time-out.
        """
        with self._changed:
            timeout_s = self._patience.timeout_s
            self._wait_until_ready(timeout_s)
            if self._stop.is_set():
                return None
            frame, self._newest = self._newest, None
            if frame is not None:
                return frame
            if self._failure is not None:
                raise SourceLostError(str(self._failure))
            if self._has_ended:
                return None
        raise SourceLostError(
            f"{self._name}: no frame arrived for {timeout_s:g} s; check its cable, power or network"
        )

    def drop_waiting(self) -> None:
        """Drop the frame that has arrived and was not read, so that `read` waits for a new one."""
        with self._changed:
            self.dropped += self._newest is not None
            self._newest = None

    def stop_reading(self) -> None:
        """End a `read` that waits, and ask the reading thread to release the device.

        The handler of a signal may call this, for the lock may be taken twice by one thread.
        """
        self._stop.set()
        with self._changed:
            self._changed.notify_all()

    def close(self) -> None:
        """Ask the reading thread to release the device, and wait for it for at most a second.

        A thread that is blocked by the device is abandoned; it releases the device later.
        """
        self.stop_reading()
        self._thread.join(_CLOSE_TIMEOUT_S)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _is_ready(self) -> bool:
        return self._newest is not None or self._has_ended or self._stop.is_set()

    def _wait_until_ready(self, timeout_s: float) -> None:
        until_s = time.monotonic() + timeout_s
        while not self._is_ready() and (left_s := until_s - time.monotonic()) > 0:
            self._changed.wait(min(left_s, _LONGEST_WAIT_S))

    def _wait_for_first(self, timeout_s: float) -> SourceInfo:
        with self._changed:
            self._wait_until_ready(timeout_s)
            if self._newest is None:
                raise self._failure or SourceLostError(
                    f"{self._name}: no frame arrived within {timeout_s:g} s of opening it"
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
                key=self._key,
            )

    def _run(self) -> None:
        """Open, read and release the capture, in the reading thread."""
        failure: SourceError | None = SourceError(
            f"{self._name}: an unexpected error occurred while reading it"
        )
        try:
            capture = self._open_capture()
            self._fps = capture.fps
            try:
                self._keep_newest(capture)
            finally:
                capture.release()
            failure = None
        except SourceError as error:
            failure = type(error)(str(error))  # without its traceback, which holds the capture
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
                self._patience.frame_arrived(now_s)
                self._changed.notify_all()
            index += 1
