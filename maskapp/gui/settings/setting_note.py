"""The note below a setting: a hint, or the problem with its value."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QFont, QPalette
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from maskapp.gui.shared.icons import pixmap
from maskapp.gui.shared.text_labels import WholeLabel
from maskapp.gui.shared.theme import SPACE_XS

_ICON_PX = 16
_LONGEST_WORD = 40
"""Characters of usual width; a longer word, such as a file's name, would widen the dialog."""


class SettingNote(QWidget):
    """A hint or, instead of it, a problem in bold with a warning icon."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._icon = QLabel(self)
        self._text = WholeLabel(_LONGEST_WORD * self.fontMetrics().averageCharWidth(), self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE_XS)
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._text, 1)
        self._hint, self._problem = "", ""

    def set_hint(self, text: str) -> None:
        """Set the text that is shown while there is no problem."""
        self._hint = text
        self._refresh()

    def set_problem(self, text: str) -> None:
        """Set the problem; "" shows the hint again."""
        self._problem = text
        self._refresh()

    def text(self) -> str:
        """Return the text that is shown now."""
        return self._problem or self._hint

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        """Redraw the icon when the theme changes."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._refresh()

    def _refresh(self) -> None:
        font = QFont(self.font())
        font.setBold(bool(self._problem))
        self._text.setFont(font)
        self._text.set_full_text(self.text())
        if self._problem:
            colour = self.palette().color(QPalette.ColorRole.WindowText)
            self._icon.setPixmap(pixmap("warning", _ICON_PX, colour, self.devicePixelRatioF()))
        self._icon.setVisible(bool(self._problem))
        self.setVisible(bool(self.text()))
