"""What is shown to the viewers: written by the watcher, read on the server's event loop."""

import asyncio
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from maskapp.web.watch.newest import Newest

JsonObject = dict[str, Any]

_MOST_EVENTS = 100


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """A picture for all viewers, encoded once.

    Attributes:
        jpeg: The file's content.
        width: Pixels.
        height: Pixels.
        shown_at_s: Time at which its frame was processed, on the monotonic clock.
    """

    jpeg: bytes
    width: int
    height: int
    shown_at_s: float


@dataclass(frozen=True, slots=True)
class ToldEvent:
    """What happened to a violation.

    Attributes:
        number: Rises by one with each; the readers remember it.
        kind: "violation" when it has begun or ended, "logged" when the log has its picture.
        content: The event as JSON values.
    """

    number: int
    kind: str
    content: JsonObject


class Board:
    """The newest state, picture and violations.

    Attributes:
        state: See `maskapp.web.watch.state`.
        picture: None while there is none, or none is wanted.
        run: Tells the events of this start of the program from those of others.
        events: The last hundred, oldest first.
        frames: Frames processed since the program started.
        violations: Violations that have begun since then.
    """

    def __init__(self) -> None:
        self.frames = 0
        self.violations = 0
        self.run = secrets.token_hex(4)
        self.state: Newest[JsonObject] = Newest({})
        self.picture: Newest[Picture | None] = Newest(None)
        self.events: Newest[tuple[ToldEvent, ...]] = Newest(())
        self._lock = threading.Lock()
        self._told = 0
        self._watching = 0

    def bind(self, loop: asyncio.AbstractEventLoop | None) -> None:
        """See `Newest.bind`."""
        for newest in (self.state, self.picture, self.events):
            newest.bind(loop)

    def tell(self, content: JsonObject) -> None:
        """Add a violation that has begun or ended."""
        if content.get("ended", "") is None:
            self.violations += 1
        self._add("violation", content)

    def tell_logged(self, content: JsonObject) -> None:
        """Add a violation whose picture the log has now."""
        self._add("logged", content)

    def id_of(self, number: int) -> str:
        """Return the id by which a reader names the event that it heard last."""
        return f"{self.run}-{number}"

    def heard(self, event_id: str) -> int:
        """Return the number of the last event that a reader has heard.

        Args:
            event_id: See `id_of`; "" for a reader who wants to hear of what happens from now on.
                All are new to one who read an earlier start of the program.
        """
        newest = self.events.value[-1].number if self.events.value else 0
        if not event_id:
            return newest
        run, _, digits = event_id.rpartition("-")
        is_known = run == self.run and digits.isascii() and digits.isdigit() and len(digits) < 10
        return min(int(digits), newest) if is_known else 0

    @property
    def is_picture_wanted(self) -> bool:
        """Whether anybody watches; otherwise nothing is encoded."""
        return self._watching > 0

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Count a viewer of the picture."""
        with self._lock:
            self._watching += 1
        try:
            yield
        finally:
            with self._lock:
                self._watching -= 1
                if not self._watching:
                    self.picture.put(None)  # or the next one to watch would see it first

    def _add(self, kind: str, content: JsonObject) -> None:
        self._told += 1
        kept = self.events.value[1 - _MOST_EVENTS :]
        self.events.put((*kept, ToldEvent(self._told, kind, content)))
