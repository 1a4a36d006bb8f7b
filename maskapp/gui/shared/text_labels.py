"""A line of text that may be longer than its place."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from maskapp.gui.shared.tooltips import as_tooltip


class ElidedLabel(QLabel):
    """One line; what does not fit is left out in the middle and told by the tool tip."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._whole = ""
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def set_whole(self, text: str) -> None:
        """Show this text, as much of it as fits."""
        self._whole = " ".join(text.split())
        self.setAccessibleName(self._whole)
        self._elide()

    def sizeHint(self) -> QSize:  # noqa: N802
        """Qt's: one line, whatever the text."""
        return QSize(0, self.fontMetrics().height())

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Qt's: any width will do."""
        return self.sizeHint()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Qt's: elides anew."""
        super().resizeEvent(event)
        self._elide()

    def _elide(self) -> None:
        middle = Qt.TextElideMode.ElideMiddle
        room = self.contentsRect().width() - max(self.indent(), 0)
        shown = self.fontMetrics().elidedText(self._whole, middle, room)
        self.setText(shown)
        self.setToolTip(as_tooltip(self._whole) if shown != self._whole else "")
