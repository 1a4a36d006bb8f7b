"""Labels whose width does not depend on their text."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from maskapp.gui.shared.formatting import (
    NO_VALUE,
    elided_middle,
    fit_words,
    set_tooltip,
    with_fixed_digits,
)

_ACCENTS_PX = 2


class ElidedLabel(QLabel):
    """One line of text, elided in the middle where it does not fit.

    The tool tip then shows the full text, and the accessible name always does.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._full_text = ""
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def set_full_text(self, text: str) -> None:
        """Show as much of `text` as fits; white space is collapsed."""
        self._full_text = " ".join(text.split())
        self.setAccessibleName(self._full_text)
        self._elide()

    def sizeHint(self) -> QSize:  # noqa: N802
        """Return the height of one line and no width.

        Capital letters with accents are higher than the line of some fonts.
        """
        return QSize(0, self.fontMetrics().height() + _ACCENTS_PX)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Return the same as `sizeHint`."""
        return self.sizeHint()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Elide the text for the new width."""
        super().resizeEvent(event)
        self._elide()

    def _elide(self) -> None:
        available_px = self.contentsRect().width() - max(self.indent(), 0)
        shown = elided_middle(self._full_text, self.fontMetrics(), available_px)
        self.setText(shown)
        set_tooltip(self, self._full_text if shown != self._full_text else "")


class WrappedLabel(QLabel):
    """Lines of text in which a word that is too wide is elided in the middle.

    The tool tip then shows the full text, and the accessible name always does.

    Args:
        word_px: Width that each word may have, pixels.
        parent: Parent widget.
    """

    def __init__(self, word_px: int, parent: QWidget | None = None) -> None:
        super().__init__(parent, wordWrap=True)
        self._word_px = word_px
        self.setTextFormat(Qt.TextFormat.PlainText)

    def set_word_width(self, word_px: int) -> None:
        """Set the width that each word of the next text may have, pixels."""
        self._word_px = word_px

    def set_full_text(self, text: str) -> None:
        """Show a text, as far as its words fit."""
        shown = fit_words(text, self.fontMetrics(), self._word_px)
        self.setText(shown)
        self.setAccessibleName(text)
        set_tooltip(self, text if shown != text else "")


class WholeLabel(WrappedLabel):
    """Lines of text that are never cut, also where they come into a form that is laid out already.

    `QFormLayout` shares its height out then as if no row needed more lines than the others.
    """

    def set_full_text(self, text: str) -> None:
        """Show a text, and need the height of its lines."""
        super().set_full_text(text)
        self._keep_height()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Need the height of the lines at the new width."""
        super().resizeEvent(event)
        self._keep_height()

    def _keep_height(self) -> None:
        self.setMinimumHeight(0)  # which would count for the next line, too
        self.setMinimumHeight(max(0, self.heightForWidth(self.width())))


class NumberLabel(QLabel):
    """A right-aligned number whose label is as wide as its longest value.

    Args:
        name: What it is the number of; screen readers read both.
        widest: The longest text that it will show, such as "8888.8 ms".
        parent: Parent widget.

    Attributes:
        name: As given.
    """

    def __init__(self, name: str, widest: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.name = name
        self._widest = widest
        self.show_number(NO_VALUE)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.setFont(with_fixed_digits(self.font()))

    def show_number(self, text: str) -> None:
        """Show a number."""
        self.setText(text)
        self.setAccessibleName(f"{self.name}: {text}")

    def sizeHint(self) -> QSize:  # noqa: N802
        """Return the size of the widest text, whatever is shown."""
        metrics = self.fontMetrics()
        return QSize(metrics.horizontalAdvance(self._widest) + 2, metrics.height())

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Return the same as `sizeHint`."""
        return self.sizeHint()
