"""The page shown while there are no figures at all."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from maskapp.gui.shared.theme import SPACE_L, SPACE_M
from maskapp.outputs.figures.words import NO_FIGURES

_TEXT_PX = 520
_TITLE_SIZE = 1.5
_WIDE = 100
"""The text takes the width that it may have before the space beside it gets any."""


class EmptyPage(QWidget):
    """A page that says how figures come about.

    Attributes:
        title: What there is to say in a few words.
        text: The explanation, or what went wrong.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = QLabel(self, textFormat=Qt.TextFormat.PlainText)
        font = self.title.font()
        font.setPointSizeF(font.pointSizeF() * _TITLE_SIZE)
        font.setBold(True)
        self.title.setFont(font)
        self.text = QLabel(self, wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self.text.setMaximumWidth(_TEXT_PX)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_L, SPACE_L, SPACE_L, SPACE_L)
        column.setSpacing(SPACE_M)
        column.addStretch(2)
        for label in (self.title, self.text):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            row = QHBoxLayout()  # an alignment would cut off a wrapped text
            row.addStretch(1)
            row.addWidget(label, _WIDE)
            row.addStretch(1)
            column.addLayout(row)
        column.addStretch(3)
        self.show_nothing_yet()

    def show_nothing_yet(self) -> None:
        """Explain how figures come about."""
        self.title.setText(self.tr("No figures yet"))
        self.text.setText(NO_FIGURES)

    def show_problem(self, message: str) -> None:
        """Say why the figures cannot be read."""
        self.title.setText(self.tr("The figures cannot be read"))
        self.text.setText(message)
