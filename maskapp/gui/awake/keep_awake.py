"""Keeping the computer awake while it records or shows the door display."""

import logging
from contextlib import ExitStack
from contextvars import copy_context
from functools import partial

from PySide6.QtCore import QObject, Signal, Slot

from maskapp.gui.shared.command_thread import CommandThread, CommandWorker
from maskapp.records import RecordingStatus

_STOP_TIMEOUT_S = 2.0

_log = logging.getLogger(__name__)
# At each request it logs all the ways that there are; that all have failed is logged below.
logging.getLogger("wakepy").setLevel(logging.WARNING)


class AwakeWorker(CommandWorker):
    """The worker that asks the system to stay awake, which may wait for another program.

    The system connects the request to the thread that made it, so that one has to end it, in the
    same context; in a thread of Qt, Python would begin another one with each command.
    """

    refused = Signal()
    """The system offers no way to keep it awake; once."""

    def __init__(self) -> None:
        super().__init__()
        self._request = ExitStack()
        self._context = copy_context()
        self._was_refused = False

    def use(self, *, screen: bool, system: bool) -> None:
        """Replace the request.

        Args:
            screen: Whether the screen has to stay on, and with it the system.
            system: Whether the system has to stay awake.
        """
        self._context.run(self._use, screen=screen, system=system)

    def end(self) -> None:
        """End the request."""
        self._context.run(self._request.close)

    def _use(self, *, screen: bool, system: bool) -> None:
        from wakepy import keep  # noqa: PLC0415 - takes a moment

        self._request.close()
        if not screen and not system:
            return
        mode = keep.presenting(on_fail="pass") if screen else keep.running(on_fail="pass")
        if self._request.enter_context(mode).active:
            return
        if not self._was_refused:
            self._was_refused = True
            _log.warning("The computer may fall asleep: %s", mode.result.get_failure_text())
            self.refused.emit()


class KeepAwake(QObject):
    """Keeps the computer awake as long as something needs it.

    Args:
        parent: The owner.
    """

    reported = Signal(str)
    """A message for the user, at most once: the computer may fall asleep."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._shows_door = self._records = self._is_stopped = False
        self._worker = AwakeWorker()
        self._worker.refused.connect(self._report)
        self._thread = CommandThread(self._worker)

    @Slot(bool)
    def set_door_shown(self, is_shown: bool) -> None:
        """Keep the screen on while the door display is shown."""
        self._update(is_shown, self._records)

    @Slot(object)
    def set_recording(self, status: RecordingStatus | None) -> None:
        """Keep the system awake during a recording; None for none."""
        self._update(self._shows_door, status is not None)

    def stop(self) -> bool:
        """End the request, and make none any more; return whether the thread has ended."""
        self._is_stopped = True
        return self._thread.shutdown(_STOP_TIMEOUT_S, self._worker.end)

    def _update(self, shows_door: bool, records: bool) -> None:
        is_same = (shows_door, records) == (self._shows_door, self._records)
        if is_same or self._is_stopped:  # what a recording told may be on its way then
            return
        self._shows_door, self._records = shows_door, records
        self._thread.post(partial(self._worker.use, screen=shows_door, system=records))
        self._thread.start()

    @Slot()
    def _report(self) -> None:
        self.reported.emit(
            self.tr(
                "This system does not allow Maskapp to keep it awake. Check in its settings that"
                " it does not fall asleep."
            )
        )
