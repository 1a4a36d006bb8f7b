"""Encoding of the images for clips on a thread of its own, so that it delays nothing else."""

import logging
import threading
from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING

from maskapp.live.background_task import BackgroundTask, Failed
from maskapp.outputs.snapshots.records import NewClip
from maskapp.outputs.violation_event import EventKey
from maskapp.records import Image

if TYPE_CHECKING:
    from maskapp.live.clips.packet_history import PacketHistory
    from maskapp.outputs.clip_file import Packet

_MOST_WAITING = 30
_MOST_BYTES = 64_000_000
"""How many images may wait to be encoded; beyond it, they are left out of clips."""

_log = logging.getLogger(__name__)

_Command = Callable[["PacketHistory"], "dict[EventKey, list[Packet]] | None"]


class ClipThread(BackgroundTask[NewClip]):
    """A thread that encodes the images of one source and makes clips of them.

    Reports each clip, or `Failed` if encoding fails. No method but `join` waits.

    Args:
        report: See `BackgroundTask`.
    """

    def __init__(self, report: Callable[[BackgroundTask[NewClip], NewClip | Failed], None]) -> None:
        super().__init__(type(self).__name__, report)
        self._changed = threading.Condition()
        self._queue: deque[tuple[Image, float] | _Command] = deque()
        self._images = 0
        self._bytes = 0
        self._is_finishing = False
        self.dropped = 0

    def write(self, image: Image, time_s: float) -> None:
        """Add an image, or leave it out if too many are waiting.

        Args:
            image: (height, width, 3), uint8, BGR; kept, not copied.
            time_s: Its time in the session.
        """
        with self._changed:
            is_full = self._images >= _MOST_WAITING or self._bytes + image.nbytes > _MOST_BYTES
            if is_full and self._images:
                self.dropped += 1
                return
            self._images += 1
            self._bytes += image.nbytes
            self._queue.append((image, time_s))
            self._changed.notify()

    def keep(self, seconds: float) -> None:
        """Keep the images of so many seconds from now on."""
        self._post(lambda history: setattr(history, "keep_s", seconds))

    def forget(self) -> None:
        """Forget the images up to now: they must not be in any clip from now on."""
        self._post(lambda history: history.clear())

    def begin(self, key: EventKey, start_s: float) -> None:
        """Begin the clip of an event at a time, which may have passed."""
        self._post(lambda history: history.begin(key, start_s))

    def end(self, key: EventKey, until_s: float) -> None:
        """Let the clip of an event end at a time."""
        self._post(lambda history: history.end(key, until_s))

    def finish(self) -> None:
        """Make the clips that have begun, and end the thread."""
        self._post(lambda history: history.finish())
        with self._changed:
            self._is_finishing = True
            self._changed.notify()

    def _post(self, command: _Command) -> None:
        with self._changed:
            self._queue.append(command)
            self._changed.notify()

    def _run(self) -> None:
        # Imported here: PyAV takes a while.
        from maskapp.live.clips.packet_history import PacketHistory  # noqa: PLC0415
        from maskapp.outputs.clip_file import PacketEncoder, make_clip  # noqa: PLC0415

        encoder, history = PacketEncoder(), PacketHistory()
        while (entry := self._next()) is not None:
            complete: dict[EventKey, list[Packet]] | None = None
            if callable(entry):
                complete = entry(history)
            elif (packet := encoder.encode(*entry)) is not None:
                complete = history.add(packet)
            for key, packets in (complete or {}).items():
                self._report(NewClip(key, make_clip(packets)))
        _log.info("Clips: %d images were left out", self.dropped)

    def _next(self) -> "tuple[Image, float] | _Command | None":
        """Wait for the next entry; return None when there will be none."""
        with self._changed:
            while not self._queue and not self._is_finishing:
                self._changed.wait()
            if not self._queue:
                return None
            entry = self._queue.popleft()
            if not callable(entry):
                self._images -= 1
                self._bytes -= entry[0].nbytes
            return entry
