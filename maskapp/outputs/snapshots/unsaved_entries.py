"""What waits to be written to the snapshot log, as much as memory allows."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from maskapp.errors import SnapshotLogBusyError
from maskapp.outputs.snapshots.records import LogEntry, NewClip, NewSnapshot

MOST_BYTES = 256_000_000
"""How much may wait for the disk, as for a recording; one entry always may."""
_ENTRY_BYTES = 1000
"""What an entry takes besides its pictures, with what posts it, rounded up."""


class UnsavedEntries:
    """The count of the entries that wait, and of those that were dropped; for use in any thread."""

    def __init__(self) -> None:
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
        """Count an entry that is to be written.

        Returns:
            Whether there is room for it; if not, it is to be dropped.
        """
        size = _size_bytes(entry)
        with self._lock:
            if self._bytes and self._bytes + size > MOST_BYTES:
                self._dropped += 1
                return False
            self._bytes += size
            self._snapshots += isinstance(entry, NewSnapshot)
            return True

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
