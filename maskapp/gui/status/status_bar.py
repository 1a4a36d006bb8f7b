"""One line at the foot of the window: what is open and how it runs."""

from PySide6.QtCore import QElapsedTimer, QLocale
from PySide6.QtWidgets import QWidget

from maskapp.gui.shared.formatting import with_fixed_digits
from maskapp.gui.shared.text_labels import ElidedLabel
from maskapp.live.statistics import LiveStatistics
from maskapp.records import SourceInfo

_EVERY_MS = 500


class SourceBar(ElidedLabel):
    """Such as "HD Webcam · 1280 × 720 · 30 fps, 29 processed · 21 ms · 0 dropped"."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFont(with_fixed_digits(self.font()))
        self._since = QElapsedTimer()

    def show_statistics(self, info: SourceInfo, statistics: LiveStatistics) -> None:
        """Show how a source runs; numbers that change too fast to read are left out."""
        if self._since.isValid() and self._since.elapsed() < _EVERY_MS:
            return
        self._since.start()
        parts = [info.name]
        if info.width and info.height:
            parts.append(f"{info.width} × {info.height}")
        if not info.is_stills:
            parts.append(self._rates(statistics))
        parts.append(self.tr("{0} ms").format(round(statistics.latency_ms)))
        if info.is_live:
            dropped = QLocale().toString(statistics.dropped)
            parts.append(self.tr("{0} dropped").format(dropped))
        self.set_whole(" · ".join(parts))

    def show_text(self, text: str) -> None:
        """Show something else at once, such as that nothing is open."""
        self._since.invalidate()
        self.set_whole(text)

    def _rates(self, statistics: LiveStatistics) -> str:
        processed = self.tr("{0} fps processed").format(f"{statistics.processing_fps:.0f}")
        if statistics.source_fps is None:
            return processed
        return self.tr("{0} fps, {1}").format(f"{statistics.source_fps:.0f}", processed)
