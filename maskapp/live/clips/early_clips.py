"""Clips that are made before the snapshot of their event is taken, and wait for it.

A clip whose images need much memory ends early, perhaps before its event is long enough to be
saved with its best picture.
"""

import logging

from cachetools import LRUCache

from maskapp.outputs.snapshots.records import LogEntry, NewClip, NewSnapshot
from maskapp.outputs.violation_event import EventKey

MOST_BYTES = 64_000_000
"""Memory for clips that wait; one always may."""
_MOST_SAVED = 1000
"""Events that are known to have a snapshot, to which a clip may still come."""

_log = logging.getLogger(__name__)


class EarlyClips:
    """The order of clips and snapshots: a clip comes after the snapshot of its event.

    Args:
        most_bytes: Limit of the clips that wait; beyond it, the oldest are dropped.
    """

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._most_bytes = most_bytes
        self._waiting: dict[EventKey, NewClip] = {}
        self._saved: LRUCache[EventKey, bool] = LRUCache(_MOST_SAVED)

    def add(self, clip: NewClip) -> NewClip | None:
        """Return a clip whose event has a snapshot; keep any other one until it has."""
        if clip.key in self._saved:
            return clip
        self._waiting[clip.key] = clip
        while len(self._waiting) > 1 and self._size_bytes > self._most_bytes:
            self._drop(next(iter(self._waiting)))
        return None

    def follow(self, entry: LogEntry) -> NewClip | None:
        """Return the clip that waits for an entry which the log has just got, if any."""
        if not isinstance(entry, NewSnapshot) or entry.event is None:
            return None
        self._saved[entry.event.key] = True
        return self._waiting.pop(entry.event.key, None)

    def clear(self) -> None:
        """Drop the clips that wait: their snapshots come no more."""
        for key in list(self._waiting):
            self._drop(key)

    @property
    def _size_bytes(self) -> int:
        return sum(len(clip.content) for clip in self._waiting.values())

    def _drop(self, key: EventKey) -> None:
        size = len(self._waiting.pop(key).content)
        _log.warning("A clip of %d bytes was dropped: its event has no snapshot yet", size)
