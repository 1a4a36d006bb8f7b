"""Threads that run engines for many clients, whose networks are not thread-safe."""

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, TypeVar

from maskapp.errors import MaskappError
from maskapp.pipeline.engine import Engine

T = TypeVar("T")


class EnginesBusyError(MaskappError):
    """So much is waiting for the engines that no more is taken."""


class EngineThreads:
    """Threads that each run an engine of their own; what comes first is done first.

    An engine is loaded when its thread first has something to do, and never leaves it.

    Args:
        name: Begins the names of the threads.
        load: Loads an engine, in the thread that runs it; raises `ModelError`.
        count: How many threads to use.
        most_unfinished: How much may be waiting and running.
    """

    def __init__(
        self, name: str, load: Callable[[], Engine], *, count: int, most_unfinished: int
    ) -> None:
        self._load = load
        self._most_unfinished = most_unfinished
        self._executor = ThreadPoolExecutor(count, thread_name_prefix=name)
        self._own = threading.local()
        self._unfinished: set[Future[Any]] = set()

    @property
    def is_full(self) -> bool:
        """Whether `run` would refuse."""
        return len(self._unfinished) >= self._most_unfinished

    async def run(self, work: Callable[[Engine], T]) -> T:
        """Run a function in one of the threads and return what it returns.

        Args:
            work: Called with the engine of the thread; never, if this is cancelled before its turn.

        Raises:
            EnginesBusyError: Too much is waiting.
            ModelError: The engine cannot be loaded.
        """
        if self.is_full:
            raise EnginesBusyError("Too many pictures are waiting; try again in a moment.")
        future = self._executor.submit(self._run, work)
        self._unfinished.add(future)
        future.add_done_callback(self._unfinished.discard)
        return await asyncio.wrap_future(future)

    def close(self) -> None:
        """Drop what is waiting, and end the threads once they have finished what they do."""
        self._executor.shutdown(wait=False, cancel_futures=True)

    def _run(self, work: Callable[[Engine], T]) -> T:
        engine: Engine | None = getattr(self._own, "engine", None)
        if engine is None:
            engine = self._own.engine = self._load()
        return work(engine)
