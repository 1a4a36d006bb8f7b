"""Formatting of numbers, days and tool tips in the user's locale."""

import re
import unicodedata
from html import escape

from PySide6.QtCore import QLocale, Qt
from PySide6.QtGui import QFont, QFontMetrics
from PySide6.QtWidgets import QWidget

NO_VALUE = "–"
"""The text shown instead of an unknown number."""

_LONGEST_TOOLTIP = 1000
"""Laying out a tool tip of some megabytes would stall the window."""
_LONGEST_WORD = 60
"""Characters; a line of a tool tip ends at the latest after that many, to stay on the screen."""
_BREAK = "\u200b"
"""A place where a line may end, of no width."""
_ISOLATE, _END_OF_ISOLATE = "\u2068", "\u2069"
"""Around a part of a line whose direction is its own."""


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


def isolated(name: str) -> str:
    """Return a name for a line of several parts, of which it turns none around.

    Args:
        name: Any text. Without right-to-left letters it is returned unchanged.
    """
    if any(unicodedata.bidirectional(letter) in {"R", "AL"} for letter in name):
        return f"{_ISOLATE}{name}{_END_OF_ISOLATE}"
    return name


def elided_middle(text: str, metrics: QFontMetrics, width_px: int) -> str:
    """Return a text elided in the middle, in which each isolated part still has both ends.

    Args:
        text: One line.
        metrics: Those of the label's font.
        width_px: The width that there is, pixels.
    """
    shown = metrics.elidedText(text, Qt.TextElideMode.ElideMiddle, width_px)
    missing = shown.count(_ISOLATE) - shown.count(_END_OF_ISOLATE)
    before, mark, after = shown.partition("…")
    if missing > 0:
        return f"{before}{mark}{_END_OF_ISOLATE * missing}{after}"
    return f"{before}{_ISOLATE * -missing}{mark}{after}"


def fit_words(text: str, metrics: QFontMetrics, width_px: int) -> str:
    """Return a text for a wrapping label, with every word that is too wide elided in the middle.

    A label breaks no word, so that a long name would be cut off or widen the window.

    Args:
        text: Any text, such as a sentence with a path in it.
        metrics: Those of the label's font.
        width_px: Width that each word may have, pixels.
    """
    middle = Qt.TextElideMode.ElideMiddle
    return re.sub(r"[^\s/]+", lambda word: metrics.elidedText(word[0], middle, width_px), text)


def as_tooltip(text: str) -> str:
    """Return rich text for a tool tip that shows `text` literally.

    Qt wraps only rich text, and would interpret markup in names or notes.

    Args:
        text: Any text; line breaks are kept. The end of a very long one is left out.
    """
    if len(text) > _LONGEST_TOOLTIP:
        text = f"{text[:_LONGEST_TOOLTIP]}…"
    text = re.sub(rf"\S{{{_LONGEST_WORD}}}(?=\S)", rf"\g<0>{_BREAK}", text)
    return f"<p>{escape(text).replace(chr(10), '<br>')}</p>" if text else ""


def set_tooltip(widget: QWidget, text: str) -> None:
    """Show a text literally in the tool tip of a widget, and describe it to screen readers.

    Without a description, Qt gives them the tool tip with its markup.

    Args:
        widget: The widget.
        text: See `as_tooltip`.
    """
    widget.setToolTip(as_tooltip(text))
    widget.setAccessibleDescription(text)
