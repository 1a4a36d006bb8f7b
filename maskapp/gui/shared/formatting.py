"""Formatting of numbers, days and tool tips in the user's locale."""

from html import escape

from PySide6.QtCore import QLocale
from PySide6.QtGui import QFont

NO_VALUE = "–"
"""The text shown instead of an unknown number."""

_LONGEST_TOOLTIP = 1000
"""Laying out a tool tip of some megabytes would stall the window."""


def percent(share: float) -> str:
    """Return a share from 0 to 1 as a whole percentage."""
    return f"{QLocale().toString(round(100 * share))}{QLocale().percent()}"


def frame_count(frames: int) -> str:
    """Return a number of frames with its unit, such as "1 frame"."""
    number = QLocale().toString(frames)
    return f"{number} frame" if frames == 1 else f"{number} frames"


def day_format() -> str:
    """Return the locale's short date format, or that of ISO 8601 in the "C" locale."""
    locale = QLocale()
    if locale.language() == QLocale.Language.C:
        return "yyyy-MM-dd"
    return locale.dateFormat(QLocale.FormatType.ShortFormat)


def with_fixed_digits(font: QFont) -> QFont:
    """Return the font with digits of equal width, if it has them."""
    fixed = QFont(font)
    fixed.setFeature(QFont.Tag("tnum"), 1)
    return fixed


def as_tooltip(text: str) -> str:
    """Return rich text for a tool tip that shows `text` literally.

    Qt wraps only rich text, and would interpret markup in names or notes.

    Args:
        text: Any text; line breaks are kept. The end of a very long one is left out.
    """
    if len(text) > _LONGEST_TOOLTIP:
        text = f"{text[:_LONGEST_TOOLTIP]}…"
    return f"<p>{escape(text).replace(chr(10), '<br>')}</p>" if text else ""
