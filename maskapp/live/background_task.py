"""Work that may hang, on daemon threads that are abandoned when it does."""

import ctypes
import logging
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from maskapp.display_names import foreign_message
from maskapp.errors import MaskappError

_log = logging.getLogger(__name__)

T = TypeVar("T")
E = TypeVar("E")


@dataclass(frozen=True, slots=True)
class Failed:
    """The work failed; the message is for the user."""

    message: str


@dataclass(frozen=True, slots=True, eq=False)
class Done(Generic[T]):
    """The work is done."""

    result: T


class BackgroundTask(Generic[E]):
    """A daemon thread that reports events of type `E`, or `Failed`, until it is dropped.

    Drop it before the object that `report` belongs to is destroyed.

    Args:
        name: Name of the thread.
        report: Called in the thread with the task and each event.
    """

    def __init__(
        self, name: str, report: Callable[["BackgroundTask[E]", E | Failed], None]
    ) -> None:
        self._report_to_owner = report
        self._lock = threading.Lock()
        self._is_dropped = False
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._guarded_run, name=name, daemon=True)

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    @property
    def is_dropped(self) -> bool:
        """Whether its events are no longer wanted."""
        with self._lock:
            return self._is_dropped

    def drop(self) -> None:
        """Abandon the thread; once this returns, nothing more is reported."""
        with self._lock:
            self._is_dropped = True

    def join(self, timeout_s: float) -> bool:
        """Wait for the thread; return whether it has ended."""
        return self._ended.wait(timeout_s)

    def _run(self) -> None:
        """Do the work, in the thread."""
        raise NotImplementedError

    def _report(self, event: E | Failed) -> None:
        with self._lock:
            if not self._is_dropped:
                self._report_to_owner(self, event)

    def _guarded_run(self) -> None:
        try:
            self._run()
        except MaskappError as error:
            self._report(Failed(str(error)))
        except Exception as error:  # noqa: BLE001 - the thread would end without a trace
            _log.exception("%s failed unexpectedly", self._thread.name)
            self._report(Failed(unexpected(error)))
        finally:
            _return_memory()
            self._ended.set()


class Job(BackgroundTask[Done[T]], Generic[T]):
    """A task that runs one function and reports `Done` or `Failed`.

    Args:
        name: Name of the thread: the class that starts it.
        work: The function.
        report: See `BackgroundTask`.
    """

    def __init__(
        self,
        name: str,
        work: Callable[[], T],
        report: Callable[[BackgroundTask[Done[T]], Done[T] | Failed], None],
    ) -> None:
        super().__init__(name, report)
        self._work = work

    def _run(self) -> None:
        self._report(Done(self._work()))


def unexpected(error: Exception) -> str:
    """Return a message for the user about an unforeseen error."""
    detail = foreign_message(error)
    return f"Something unexpected went wrong ({detail}); the log file says more."


def _return_memory() -> None:
    """Return freed memory to the system.

    A closed source or model leaves holes in the heaps of several threads, which glibc keeps:
    after eighty models they added up to 100 MB.
    """
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None) if sys.platform == "linux" else None
    if trim is not None:  # other C libraries have none
        trim(0)
