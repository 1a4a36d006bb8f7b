"""Threads that run commands in order, one at a time."""

import logging
import threading
import weakref
from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Qt, QThread, Signal, Slot

from maskapp.errors import MaskappError
from maskapp.live.background_task import unexpected

_log = logging.getLogger(__name__)

_FORGOTTEN_TIMEOUT_S = 5.0


class CommandWorker(QObject):
    """The object that runs the commands; lives in the thread of its `CommandThread`."""

    failed = Signal(str)
    """A message for the user about a failed command."""

    posted = Signal(object)
    """A command to execute, in the worker's thread; emitted by `CommandThread.post`."""

    def __init__(self) -> None:
        super().__init__()
        self.posted.connect(self.execute, Qt.ConnectionType.QueuedConnection)

    @Slot(object)
    def execute(self, command: Callable[[], None]) -> None:
        """Run a command; log its exceptions and emit them as `failed`.

        A slot that raised would end without a trace.
        """
        try:
            command()
        except MaskappError as error:
            self._fail(str(error))
        except Exception as error:  # noqa: BLE001 - logged, and emitted as a message
            _log.exception("%s failed unexpectedly", type(self).__name__)
            self._fail(unexpected(error))

    def recover(self, message: str) -> None:
        """Do what is needed after a command failed; subclasses override it.

        Args:
            message: The message that was emitted as `failed`.
        """

    def _fail(self, message: str) -> None:
        self.failed.emit(message)
        self.recover(message)


class CommandThread:
    """A thread for one worker; every method but `shutdown` returns at once.

    Call `shutdown` when the thread is no longer needed. Otherwise it is called when this object is
    collected or the process exits, because Qt aborts the process when a running thread is
    destroyed.

    Args:
        worker: Moves to the thread, which is named after its class.
        priority: Priority of the thread.
    """

    def __init__(
        self,
        worker: CommandWorker,
        *,
        priority: QThread.Priority = QThread.Priority.InheritPriority,
    ) -> None:
        self._worker = worker
        self._priority = priority
        self._thread = QThread()
        self._thread.setObjectName(type(worker).__name__)
        worker.moveToThread(self._thread)
        weakref.finalize(self, _shut_down, self._thread, worker, _FORGOTTEN_TIMEOUT_S)
        self.post(partial(_name_python_thread, type(worker).__name__))

    def start(self) -> None:
        """Start the thread unless it is running; commands posted earlier run now."""
        self._thread.start(self._priority)

    def post(self, command: Callable[[], None]) -> None:
        """Run a command in the thread, after those posted earlier; may be called in any thread."""
        self._worker.posted.emit(command)

    @property
    def has_ended(self) -> bool:
        """Whether the thread is not running, or no longer."""
        return not self._thread.isRunning()

    def shutdown(self, timeout_s: float, last: Callable[[], None] | None = None) -> bool:
        """Run the commands posted earlier, and a last one if given, then end the thread.

        Returns:
            Whether the thread ended in time. If not, it hangs: end the process with `os._exit`.
        """
        if last is not None and self._thread.isRunning():
            self.post(last)
        return _shut_down(self._thread, self._worker, timeout_s)


def _shut_down(thread: QThread, worker: CommandWorker, timeout_s: float) -> bool:
    if not thread.isRunning():
        return True
    worker.posted.emit(_quit_thread)
    return thread.wait(round(timeout_s * 1000))


def _name_python_thread(name: str) -> None:
    """Name the current thread in the log as well, where Python calls Qt's threads Dummy."""
    threading.current_thread().name = name


def _quit_thread() -> None:
    QThread.currentThread().quit()
