"""The words below a setting."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QFont, QPalette
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from maskapp.gui.shared.icons import pixmap
from maskapp.gui.shared.theme import SPACE_XS

_MARK_PX = 16


class SettingNote(QWidget):
    """What a setting does or, while its value is not good, what is wrong with it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._mark = QLabel(self)
        self._text = QLabel(self, wordWrap=True)
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE_XS)
        row.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._text, 1)
        self._hint, self._problem = "", ""

    def set_hint(self, text: str) -> None:
        """What is said while nothing is wrong."""
        self._hint = text
        self._refresh()

    def set_problem(self, text: str) -> None:
        """What is wrong; empty for nothing."""
        self._problem = text
        self._refresh()

    def text(self) -> str:
        """What is said now."""
        return self._problem or self._hint

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        """Qt's: the mark follows the theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._refresh()

    def _refresh(self) -> None:
        font = QFont(self.font())
        font.setBold(bool(self._problem))
        self._text.setFont(font)
        self._text.setText(self.text())
        if self._problem:
            colour = self.palette().color(QPalette.ColorRole.WindowText)
            self._mark.setPixmap(pixmap("warning", _MARK_PX, colour, self.devicePixelRatioF()))
        self._mark.setVisible(bool(self._problem))
        self.setVisible(bool(self.text()))
