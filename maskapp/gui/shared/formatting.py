"""Numbers and days as people write them, and labels for numbers that change in place."""

from PySide6.QtCore import QLocale, QSize, Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QLabel, QWidget

NOTHING = "–"
"""Stands where there is no number."""


def percent(share: float) -> str:
    """A share from 0 to 1 as a whole number of percent, in the user's language."""
    return f"{QLocale().toString(round(100 * share))}{QLocale().percent()}"


def clock(time_s: float) -> str:
    """A time as people write it: 0:07, 12:30, 1:02:00."""
    minutes, seconds = divmod(int(time_s), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


def day_format() -> str:
    """How the user writes days; where no language is set, as ISO 8601 does."""
    locale = QLocale()
    if locale.language() == QLocale.Language.C:
        return "yyyy-MM-dd"
    return locale.dateFormat(QLocale.FormatType.ShortFormat)


def with_fixed_digits(font: QFont) -> QFont:
    """The font with all digits of one width, where it can."""
    fixed = QFont(font)
    fixed.setFeature(QFont.Tag("tnum"), 1)
    return fixed


class NumberLabel(QLabel):
    """A number at the right of a place that is wide enough for the widest to come."""

    def __init__(self, widest: str, parent: QWidget | None = None) -> None:
        """Reserve the width of a text such as "8888.8 ms"."""
        super().__init__(NOTHING, parent)
        self._widest = widest
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.setFont(with_fixed_digits(self.font()))

    def sizeHint(self) -> QSize:  # noqa: N802
        """Qt's: never by the text of now."""
        metrics = self.fontMetrics()
        return QSize(metrics.horizontalAdvance(self._widest) + 2, metrics.height())

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Qt's: as `sizeHint`."""
        return self.sizeHint()
