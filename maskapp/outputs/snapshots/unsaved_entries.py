"""What waits to be written to the snapshot log, as much as memory allows."""

import logging
import queue
import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from maskapp.display_names import foreign_message
from maskapp.errors import MaskappError, SnapshotLogBusyError
from maskapp.outputs.snapshots.records import LogEntry, NewClip, NewSnapshot, SnapshotFacts

MOST_BYTES = 256_000_000
"""How much may wait for the disk, as for a recording; one entry always may."""
_ENTRY_BYTES = 1000
"""What an entry takes besides its pictures, with what posts it, rounded up."""

_log = logging.getLogger(__name__)

WritePictures = Callable[[NewSnapshot], tuple[str, SnapshotFacts]]
"""See `OpenLogs.write_pictures`."""


@dataclass(frozen=True, slots=True)
class SavedPictures:
    """A new snapshot whose pictures are on the disk, but whose row is not in the log yet.

    Attributes:
        is_demo: See `NewSnapshot`.
        stem: Stem of the picture files.
        facts: Everything else about it.
    """

    is_demo: bool
    stem: str
    facts: SnapshotFacts


class UnsavedEntries:
    """The entries that wait, with their count, and that of those that were dropped.

    For use in any thread, but for `take`, `save` and `save_pictures`, which one thread calls.

    Attributes:
        has_ended: Whether `take` has returned all that waited before `end`.
    """

    def __init__(self) -> None:
        self._new: queue.SimpleQueue[LogEntry | None] = queue.SimpleQueue()
        self._next: deque[LogEntry | SavedPictures | None] = deque()
        self.has_ended = False
        self._lock = threading.Lock()
        self._bytes = 0
        self._snapshots = 0
        self._dropped = 0

    @property
    def snapshots(self) -> int:
        """Number of snapshots that wait."""
        with self._lock:
            return self._snapshots

    @property
    def dropped(self) -> int:
        """Number of entries that were dropped, until `take_dropped` returns it."""
        with self._lock:
            return self._dropped

    def take_dropped(self) -> int:
        """Return how many were dropped, once nothing waits any more; 0 before, and after."""
        with self._lock:
            if self._bytes:
                return 0
            dropped, self._dropped = self._dropped, 0
            return dropped

    def add(self, entry: LogEntry) -> bool:
        """Let an entry wait for `take` and `written`.

        Returns:
            Whether there is room for it; if not, it is dropped.
        """
        size = _size_bytes(entry)
        with self._lock:
            if self._bytes and self._bytes + size > MOST_BYTES:
                self._dropped += 1
                return False
            self._bytes += size
            self._snapshots += isinstance(entry, NewSnapshot)
        self._new.put(entry)
        return True

    def end(self) -> None:
        """Let `has_ended` be true once `take` has returned what waits now."""
        self._new.put(None)

    def take(self, timeout_s: float) -> LogEntry | SavedPictures | None:
        """Return the next entry, which waits on in memory until it was `written`.

        Returns:
            None if there is none in time, or after `end`.
        """
        try:
            entry = self._next.popleft() if self._next else self._new.get(timeout=timeout_s)
        except queue.Empty:
            return None
        self.has_ended = entry is None
        return entry

    def save(self, new: NewSnapshot, write: WritePictures) -> SavedPictures:
        """Save the pictures of a snapshot, which waits in memory no longer; see `written`."""
        with self.written(new):
            return SavedPictures(new.is_demo, *write(new))

    def save_pictures(self, write: WritePictures, tell: Callable[[str], None]) -> None:
        """Save the pictures of all snapshots that wait, while the log cannot be used.

        They would be lost if the program were ended meanwhile. The next start adds their rows.
        Whatever goes wrong with one, the others are saved, and the caller goes on.

        Args:
            write: Writes those of one.
            tell: Called with a message for the user about each that cannot be saved.
        """
        while not self._new.empty():
            entry = self._new.get()
            if not isinstance(entry, NewSnapshot):
                self._next.append(entry)
                continue
            try:
                self._next.append(self.save(entry, write))
            except MaskappError as error:
                tell(str(error))
            except Exception as error:  # noqa: BLE001 - a rebuild or the thread would end
                _log.exception("Saving the pictures of a snapshot failed unexpectedly")
                tell(f"A snapshot is lost: {foreign_message(error)}; the log file says more.")

    @contextmanager
    def written(self, entry: LogEntry) -> Iterator[None]:
        """Let an entry wait no longer once the body has written it.

        Nor does one that cannot be written, unless the log is held: then it is tried again.
        """
        try:
            yield
        except SnapshotLogBusyError:
            raise
        except BaseException:
            self._remove(entry)
            raise
        self._remove(entry)

    def _remove(self, entry: LogEntry) -> None:
        with self._lock:
            self._bytes -= _size_bytes(entry)
            self._snapshots -= isinstance(entry, NewSnapshot)


def _size_bytes(entry: LogEntry) -> int:
    match entry:
        case NewSnapshot():
            return entry.annotated.nbytes + entry.plain.nbytes + _ENTRY_BYTES
        case NewClip():
            return len(entry.content) + _ENTRY_BYTES
        case _:
            return _ENTRY_BYTES
