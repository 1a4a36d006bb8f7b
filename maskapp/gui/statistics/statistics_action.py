"""The action that opens the statistics window."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtWidgets import QWidget

from maskapp.gui.shared.make_action import make_action
from maskapp.outputs.snapshots.records import SNAPSHOT_FOLDER

if TYPE_CHECKING:
    from maskapp.gui.statistics.statistics_window import StatisticsWindow

_TIMEOUT_S = 5.0


class Statistics(QObject):
    """The statistics window, made when it is first opened.

    Args:
        window: The main window.
        data_dir: Folder of the user's data.
        now: Returns the time, timezone-aware.

    Attributes:
        action: Opens the window.
    """

    def __init__(self, window: QWidget, data_dir: Path, now: Callable[[], datetime]) -> None:
        super().__init__(window)
        self._window = window
        self._folder = data_dir / SNAPSHOT_FOLDER
        self._now = now
        self._shown: StatisticsWindow | None = None
        self.action = make_action(
            window,
            "statistics",
            self.tr("Stat&istics…"),
            self.tr("Show how many people came by hour, day and month, and their masks"),
            "Ctrl+3",
        )
        self.action.triggered.connect(self._open)

    def stop(self) -> bool:
        """Close the window; return whether its threads have ended."""
        return self._shown is None or self._shown.shutdown(_TIMEOUT_S)

    @Slot()
    def _open(self) -> None:
        from maskapp.gui.statistics.statistics_window import StatisticsWindow  # noqa: PLC0415

        if self._shown is None:
            self._shown = StatisticsWindow(self._folder, self._now, self._window)
        self._shown.setWindowState(self._shown.windowState() & ~Qt.WindowState.WindowMinimized)
        self._shown.show()
        self._shown.raise_()
        self._shown.activateWindow()
