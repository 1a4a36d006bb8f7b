"""The statistics window, which can stay open while the camera runs."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from maskapp.gui.shared.icons import refresh_icons
from maskapp.gui.shared.text_labels import ElidedLabel
from maskapp.gui.shared.theme import SPACE_L, SPACE_M, SPACE_S
from maskapp.gui.statistics.empty_page import EmptyPage
from maskapp.gui.statistics.figures_export import FiguresExport
from maskapp.gui.statistics.figures_page import FiguresPage
from maskapp.gui.statistics.figures_thread import FiguresThread
from maskapp.gui.statistics.period_bar import PeriodBar
from maskapp.outputs.figures.period_figures import PeriodFigures

_SIZE_PX, _LEAST_HEIGHT_PX = (960, 740), 360
_MOST_OF_SCREEN = 0.9
_REFRESH_MS, _SELDOM_MS = 10_000, 60_000
"""The figures of a minute are stored as it goes on; in a long period they change little."""
_SHORT_DAYS = 7
_TITLE_SIZE = 1.4


class StatisticsWindow(QDialog):
    """A window beside the main one. Figures of the current day appear while it is open.

    Args:
        folder: Folder of the user's snapshot log.
        now: Returns the time, timezone-aware.
        parent: Parent widget.

    Attributes:
        bar: Chooses period and source.
        title: Names the period.
        pages: The figures, or why there are none.
        page: The figures.
        empty: Says why there are none.
        export: Exports what is shown.
    """

    def __init__(
        self,
        folder: Path,
        now: Callable[[], datetime],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self._now = now
        self._figures: PeriodFigures | None = None
        self.setWindowTitle(self.tr("Statistics"))
        self.setMinimumHeight(_LEAST_HEIGHT_PX)
        self.resize(QSize(*_SIZE_PX).boundedTo(self.screen().availableSize() * _MOST_OF_SCREEN))
        self.bar = PeriodBar(now().date(), self)
        self.title = ElidedLabel(self)
        self._updated = QLabel(self, textFormat=Qt.TextFormat.PlainText)
        self.page, self.empty = FiguresPage(self), EmptyPage(self)
        self.pages = QStackedWidget(self)
        self.pages.addWidget(self.page)
        self.pages.addWidget(self.empty)
        self.export = FiguresExport(folder, self)
        self._thread = FiguresThread(folder, parent=self)
        self._timer = QTimer(self, interval=_REFRESH_MS)
        self._arrange()
        self._timer.timeout.connect(self.refresh)
        self.bar.changed.connect(self._choice_changed)
        self._thread.worker.read.connect(self._show)
        self._thread.worker.failed.connect(self._show_problem)

    def shutdown(self, timeout_s: float) -> bool:
        """Close the window, cancel an export and end the thread; return whether all has ended."""
        self.close()
        has_exported = self.export.shutdown(timeout_s)
        return self._thread.shutdown(timeout_s) and has_exported

    @Slot()
    def refresh(self) -> None:
        """Read the figures again."""
        now = self._now()
        self.bar.set_today(now.date())
        self._thread.request(self.bar.period, self.bar.source, now)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        """Keep the figures up to date from now on."""
        super().showEvent(event)
        self.refresh()
        self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802
        """Read nothing any more."""
        super().hideEvent(event)
        self._timer.stop()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        """Redraw the icons in the colours of a new theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            refresh_icons(self)

    @Slot()
    def _choice_changed(self) -> None:
        self.export.forget_outcome()
        self.refresh()

    @Slot(object)
    def _show(self, figures: PeriodFigures) -> None:
        if figures.period != self.bar.period or figures.source != self.bar.source:
            return  # another one was chosen meanwhile
        self._figures = figures
        is_short = figures.period.day_count <= _SHORT_DAYS
        self._timer.setInterval(_REFRESH_MS if is_short else _SELDOM_MS)
        self.title.set_full_text(figures.period.title())
        self.bar.show_choice(figures.sources, figures.recorded)
        self.export.set_choice(figures.period, figures.source)
        self.export.set_has_figures(figures.recorded is not None)
        if figures.recorded is None:
            self.empty.show_nothing_yet()
            self.pages.setCurrentWidget(self.empty)
            self._updated.clear()
            return
        self.page.show_figures(figures)
        self.pages.setCurrentWidget(self.page)
        at = f"{figures.now:%H:%M}"
        self._updated.setText(self.tr("as of {0}").format(at) if self.bar.is_current else "")

    @Slot(str)
    def _show_problem(self, message: str) -> None:
        """Say why there are no figures; they are read again soon."""
        self.export.set_has_figures(False)
        self.empty.show_problem(message)
        self.pages.setCurrentWidget(self.empty)

    def _arrange(self) -> None:
        font = self.title.font()
        font.setPointSizeF(font.pointSizeF() * _TITLE_SIZE)
        font.setBold(True)
        self.title.setFont(font)
        head = QHBoxLayout()
        head.setSpacing(SPACE_M)
        head.addWidget(self.bar, 1)
        head.addWidget(self.export.button, 0, Qt.AlignmentFlag.AlignTop)
        name = QHBoxLayout()
        name.setSpacing(SPACE_M)
        name.addWidget(self.title, 1)
        name.addWidget(self._updated)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_L, SPACE_S, SPACE_L, SPACE_S)
        column.setSpacing(SPACE_S)
        column.addLayout(head)
        column.addLayout(name)
        column.addWidget(self.export.outcome)
        column.addWidget(self.pages, 1)
