"""Which snapshots the view waits for: it asks while painting, the worker takes the newest first."""

import threading
from collections import OrderedDict

_MOST_WAITING = 256
"""What was scrolled past long ago need not be loaded; it is asked for again when in view."""


class CardRequests:
    """Ids from the GUI thread to the worker's, each once."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: OrderedDict[int, None] = OrderedDict()
        self._in_work: set[int] = set()
        self._is_served = False

    def ask(self, snapshot_id: int) -> bool:
        """Want a snapshot; returns whether the worker has to be woken."""
        with self._lock:
            if snapshot_id in self._in_work:
                return False
            self._waiting[snapshot_id] = None
            self._waiting.move_to_end(snapshot_id)
            if len(self._waiting) > _MOST_WAITING:
                self._waiting.popitem(last=False)
            was_served, self._is_served = self._is_served, True
            return not was_served

    def take(self, most: int) -> list[int]:
        """The newest ones; what was taken before counts as answered.

        Returns:
            Their ids; without any the worker may rest until it is woken.
        """
        with self._lock:
            self._in_work.clear()
            while self._waiting and len(self._in_work) < most:
                self._in_work.add(self._waiting.popitem()[0])
            self._is_served = bool(self._in_work)
            return sorted(self._in_work)
