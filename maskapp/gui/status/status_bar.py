"""The status bar: what is open and how it runs, in one line."""

from PySide6.QtCore import QElapsedTimer, QLocale, Slot
from PySide6.QtWidgets import QStatusBar, QWidget

from maskapp.gui.shared.formatting import isolated, with_fixed_digits
from maskapp.gui.shared.text_labels import ElidedLabel
from maskapp.gui.shared.theme import SPACE_S
from maskapp.live.session.statistics import LiveStatistics
from maskapp.records import SourceInfo

_REFRESH_MS = 500
"""Numbers that change more often are hard to read."""


class StatusBar(QStatusBar):
    """A line such as "HD Webcam · 1280 × 720 · 30 fps, 29 fps processed · 21 ms · 0 dropped"."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._line = ElidedLabel()
        self._line.setFont(with_fixed_digits(self._line.font()))
        self._line.setIndent(SPACE_S)
        self.addWidget(self._line, 1)
        self._since_refresh = QElapsedTimer()

    @property
    def text(self) -> str:
        """The full line, which is elided where it does not fit."""
        return self._line.accessibleName()

    def show_statistics(self, info: SourceInfo, statistics: LiveStatistics) -> None:
        """Show how a source runs, unless numbers were shown less than half a second ago."""
        if self._since_refresh.isValid() and self._since_refresh.elapsed() < _REFRESH_MS:
            return
        self._since_refresh.start()
        parts = [isolated(info.name)]
        if info.width and info.height:
            parts.append(f"{info.width} × {info.height}")
        if not info.is_stills and (rates := self._rates(statistics)):
            parts.append(rates)
        parts.append(self.tr("{0} ms").format(round(statistics.latency_ms)))
        if info.is_live:
            dropped = QLocale().toString(statistics.dropped)
            parts.append(self.tr("{0} dropped").format(dropped))
        self._line.set_full_text(" · ".join(parts))

    def show_text(self, text: str) -> None:
        """Show another text at once; the next statistics replace it."""
        self._since_refresh.invalidate()
        self._line.set_full_text(text)

    @Slot(str, int)
    def show_conversion(self, step: str, elapsed_s: int) -> None:
        """Show the step of a conversion of the model.

        Args:
            step: Such as "reading the network".
            elapsed_s: Since the conversion began.
        """
        self.show_text(self.tr("Converting the model: {0}, {1} s").format(step, elapsed_s))

    def _rates(self, statistics: LiveStatistics) -> str:
        rates = []
        if statistics.source_fps is not None:
            rates.append(self.tr("{0} fps").format(f"{statistics.source_fps:.0f}"))
        if statistics.processing_fps is not None:
            rates.append(self.tr("{0} fps processed").format(f"{statistics.processing_fps:.0f}"))
        return ", ".join(rates)
