"""Work that may hang, on daemon threads that are left behind when it does."""

import ctypes
import logging
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from maskapp.errors import MaskappError

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Failed:
    """The work came to nothing; the message is for people."""

    message: str


@dataclass(frozen=True, slots=True, eq=False)
class Done:
    """What the work came to."""

    result: Any


class BackgroundTask:
    """A daemon thread that tells its news until nobody wants them any more.

    Args:
        name: Of the thread, for those who debug.
        tell: Called in the thread with the task and each piece of news.
    """

    def __init__(self, name: str, tell: Callable[[object, object], None]) -> None:
        self._tell_owner = tell
        self._lock = threading.Lock()
        self._is_dropped = False
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._guarded_run, name=name, daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    @property
    def is_dropped(self) -> bool:
        """Whether nobody wants the news any more."""
        with self._lock:
            return self._is_dropped

    def drop(self) -> None:
        """Let it end when it can; once this returns nothing more is told."""
        with self._lock:
            self._is_dropped = True

    def join(self, timeout_s: float) -> bool:
        """Wait for the thread; returns whether it has ended."""
        return self._ended.wait(timeout_s)

    def _run(self) -> None:
        """The work, in the thread."""
        raise NotImplementedError

    def _tell(self, news: object) -> None:
        with self._lock:
            if not self._is_dropped:
                self._tell_owner(self, news)

    def _guarded_run(self) -> None:
        try:
            self._run()
        except MaskappError as error:
            self._tell(Failed(str(error)))
        except Exception as error:  # noqa: BLE001 - the thread would end without a word
            _log.exception("%s failed unexpectedly", self._thread.name)
            self._tell(Failed(unexpected(error)))
        finally:
            _give_back_memory()
            self._ended.set()


class Job(BackgroundTask):
    """Runs one function and tells `Done` or `Failed`."""

    def __init__(
        self, name: str, work: Callable[[], object], tell: Callable[[object, object], None]
    ) -> None:
        super().__init__(name, tell)
        self._work = work

    def _run(self) -> None:
        self._tell(Done(self._work()))


def _give_back_memory() -> None:
    """Let the system have what was freed.

    A source or a network that was left makes holes in the heaps of several threads, which glibc
    keeps: after eighty networks there were 100 MB of them.
    """
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None) if sys.platform == "linux" else None
    if trim is not None:  # other C libraries have none
        trim(0)


def unexpected(error: Exception) -> str:
    """A sentence for people about an error that nobody foresaw."""
    detail = " ".join(str(error).split()) or type(error).__name__
    return f"Something unexpected went wrong ({detail}); the log file says more."
