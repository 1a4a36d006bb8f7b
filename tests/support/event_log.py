"""A record of what background tasks report."""

import queue

from tests.support.worker_fakes import PATIENCE_S


class EventLog:
    """Takes the reports of background tasks from their threads."""

    def __init__(self) -> None:
        self._events: queue.Queue = queue.Queue()

    def report(self, _task, event) -> None:
        """Add an event; to be handed to a `BackgroundTask`."""
        self._events.put(event)

    def next(self):
        """Wait for the next event."""
        return self._events.get(timeout=PATIENCE_S)

    def is_empty(self) -> bool:
        """Return whether all events were taken."""
        return self._events.empty()
