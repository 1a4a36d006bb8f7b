"""The one way to run a thread that takes commands: in order, one at a time."""

import logging
from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, QThread, Signal, Slot

from maskapp.errors import MaskappError
from maskapp.live.background_task import unexpected

_log = logging.getLogger(__name__)


class CommandWorker(QObject):
    """What runs the commands; lives in the thread of its `CommandThread`."""

    failed = Signal(str)
    """A message for the user: a command failed."""

    @Slot(object)
    def execute(self, command: Callable[[], None]) -> None:
        """Run a command; log its exceptions and emit them as `failed`.

        A slot that raised would end without a trace.
        """
        try:
            command()
        except MaskappError as error:
            self.failed.emit(str(error))
        except Exception as error:  # noqa: BLE001 - logged, and emitted as a message
            _log.exception("%s failed unexpectedly", type(self).__name__)
            self.failed.emit(unexpected(error))
            self.after_unexpected(unexpected(error))

    def after_unexpected(self, message: str) -> None:
        """Recover from an exception that is no `MaskappError`; subclasses override it."""


class CommandThread(QObject):
    """A thread for one worker; `post` returns at once.

    Args:
        worker: Moves to the thread, which is named after its class.
        priority: Of the thread.
        parent: Owns this object, not the worker.
    """

    _posted = Signal(object)

    def __init__(
        self,
        worker: CommandWorker,
        *,
        priority: QThread.Priority = QThread.Priority.InheritPriority,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._priority = priority
        self._thread = QThread()
        self._thread.setObjectName(type(worker).__name__)
        worker.moveToThread(self._thread)
        self._posted.connect(worker.execute, Qt.ConnectionType.QueuedConnection)

    def start(self) -> None:
        """Start the thread; commands posted before run now."""
        self._thread.start(self._priority)

    def post(self, command: Callable[[], None]) -> None:
        """Run a command in the thread, after those posted before."""
        self._posted.emit(command)

    def shutdown(self, timeout_s: float, last: Callable[[], None] | None = None) -> bool:
        """Run the commands posted before, and a last one if given, then end the thread.

        Returns:
            Whether the thread ended in time. If not, something hangs in it: keep this object
            until the process ends.
        """
        if not self._thread.isRunning():
            return True
        if last is not None:
            self.post(last)
        self.post(_quit_thread)
        return self._thread.wait(round(timeout_s * 1000))


def _quit_thread() -> None:
    QThread.currentThread().quit()
