"""What viewers are told about the snapshot log: what is wrong, and what was lost or repaired."""

import logging
import threading
import time
from collections.abc import Callable

_KEPT_FOR_S = 86_400.0

_log = logging.getLogger(__name__)


class LogMessages:
    """The messages, each about one thing, all shown together; may be used by several threads.

    One stays until it is cleared, or for a day: long enough to be read by somebody who looks in
    once a day.

    Args:
        tell: Called with the whole text whenever it has changed; "" for nothing.
    """

    def __init__(self, tell: Callable[[str], None]) -> None:
        self._tell = tell
        self._lock = threading.Lock()
        self._messages: dict[str, tuple[str, float]] = {}  # text and end by what they are about
        self._told = ""

    def put(self, about: str, text: str, *, is_progress: bool = False) -> None:
        """Say something, in place of what was said about the same thing.

        Args:
            about: Names the thing.
            text: What to say.
            is_progress: Whether the program's log gets only the first text about it.
        """
        with self._lock:
            before = self._messages.get(about, ("", 0.0))[0]
            if text != before and not (before and is_progress):
                _log.warning("%s", text)
            self._messages[about] = (text, time.monotonic() + _KEPT_FOR_S)
            self._show()

    def clear(self, about: str) -> None:
        """Say nothing more about something."""
        with self._lock:
            self._messages.pop(about, None)
            self._show()

    def _show(self) -> None:
        now_s = time.monotonic()
        self._messages = {about: each for about, each in self._messages.items() if each[1] > now_s}
        text = " ".join(dict.fromkeys(text for text, _ in self._messages.values()))
        if text != self._told:
            self._told = text
            self._tell(text)
