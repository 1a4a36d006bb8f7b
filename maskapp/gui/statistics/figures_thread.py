"""The thread that reads the figures.

It reads beside the thread of the snapshot log, which writes them: SQLite's readers wait for nobody,
and the years of a large log hold up no new snapshot. The database is open only while it is read, so
that the log can repair it at any time.
"""

from datetime import datetime, tzinfo
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QThread, Signal

from maskapp.gui.shared.command_thread import CommandThread, CommandWorker
from maskapp.outputs.figures.period import Period

_BUSY_TIMEOUT_S = 2.0


class FiguresWorker(CommandWorker):
    """The worker that reads the figures, in its thread.

    Args:
        folder: Folder of the user's snapshot log.
        zone: The time zone; None for that of the computer.
    """

    read = Signal(object)
    """A `PeriodFigures`."""

    def __init__(self, folder: Path, zone: tzinfo | None = None) -> None:
        super().__init__()
        self._folder = folder
        self._zone = zone

    def read_period(self, period: Period, source: str | None, now: datetime) -> None:
        """Read the figures of a period.

        Args:
            period: The period.
            source: Name of the only source to count; None for all.
            now: The time, in the time zone.
        """
        from maskapp.outputs.figures.open_figures import open_figures  # noqa: PLC0415
        from maskapp.outputs.figures.period_figures import no_figures, read_period  # noqa: PLC0415

        with open_figures(self._folder, self._zone, _BUSY_TIMEOUT_S) as reader:
            if reader is None:
                self.read.emit(no_figures(period, now))
            else:
                self.read.emit(read_period(reader, period, source, now))


class FiguresThread(QObject):
    """The figures in their thread; every method but `shutdown` returns at once.

    Args:
        folder: Folder of the user's snapshot log.
        zone: The time zone; None for that of the computer.
        parent: Owns this object.

    Attributes:
        worker: Emits the figures.
    """

    def __init__(
        self, folder: Path, zone: tzinfo | None = None, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.worker = FiguresWorker(folder, zone)
        self._thread = CommandThread(self.worker, priority=QThread.Priority.LowPriority)
        self._thread.start()

    def request(self, period: Period, source: str | None, now: datetime) -> None:
        """Read the figures of a period; answered by `FiguresWorker.read`, or `failed`."""
        self._thread.post(partial(self.worker.read_period, period, source, now))

    def shutdown(self, timeout_s: float = 5.0) -> bool:
        """End the thread; return whether it ended in time."""
        return self._thread.shutdown(timeout_s)
