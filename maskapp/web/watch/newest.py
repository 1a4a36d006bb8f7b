"""The newest of a row of values, handed from a thread to the coroutines that wait for it."""

import asyncio
import threading
from typing import Generic, TypeVar

T = TypeVar("T")


class Newest(Generic[T]):
    """A slot for one value, numbered from 0, with any number of readers.

    A reader that is slow misses values; none waits for it, and nothing piles up.

    Args:
        value: The first value.
    """

    def __init__(self, value: T) -> None:
        self._lock = threading.Lock()
        self._number = 0
        self._value = value
        self._loop: asyncio.AbstractEventLoop | None = None
        self._changed = asyncio.Event()

    def bind(self, loop: asyncio.AbstractEventLoop | None) -> None:
        """Wake the readers on this event loop from now on; None before it closes."""
        with self._lock:
            self._loop = loop

    def put(self, value: T) -> None:
        """Replace the value; may be used in any thread."""
        with self._lock:
            self._number += 1
            self._value = value
            if self._loop is not None:
                self._loop.call_soon_threadsafe(self._wake)

    @property
    def value(self) -> T:
        """The newest value; may be read in any thread."""
        return self._value

    def numbered(self) -> tuple[int, T]:
        """Return the number of the newest value, and the value."""
        with self._lock:
            return self._number, self._value

    async def newer_than(self, number: int) -> tuple[int, T]:
        """Wait for a value with another number; return its number and the value."""
        while True:
            changed = self._changed
            newest, value = self.numbered()
            if newest != number:
                return newest, value
            await changed.wait()

    def _wake(self) -> None:
        changed, self._changed = self._changed, asyncio.Event()
        changed.set()
