"""The view of a model's conversion from outside: its steps, and the means to cancel it."""

import threading
from collections.abc import Callable


class ConversionWatch:
    """A view of a conversion that runs in another thread.

    Args:
        report: Called there with the step, such as "reading the network", and the seconds since
            the start, once a second.
    """

    def __init__(self, report: Callable[[str, int], None] = lambda _step, _elapsed_s: None) -> None:
        self.report = report
        self._cancelled = threading.Event()

    def cancel(self) -> None:
        """End the conversion soon; it raises `ModelError`."""
        self._cancelled.set()

    @property
    def is_cancelled(self) -> bool:
        """Whether `cancel` was called."""
        return self._cancelled.is_set()
