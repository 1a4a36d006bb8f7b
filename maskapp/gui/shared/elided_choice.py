"""A combo box for texts that may be too long for it."""

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QComboBox, QStyle, QStyleOptionComboBox, QStylePainter, QWidget

from maskapp.gui.shared.formatting import as_tooltip
from maskapp.gui.shared.theme import SPACE_XS

_SPARE_PX = 2


class ElidedChoice(QComboBox):
    """A combo box that elides its current text if it is too long; the tool tip has all of it.

    Args:
        name: What is chosen.
        parent: Parent widget.

    Attributes:
        least_share: The least width, as a share of that of the size hint.
    """

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.least_share = 1.0
        self.setAccessibleName(name)
        self.currentTextChanged.connect(self._explain)

    def sizeHint(self) -> QSize:  # noqa: N802
        """Return a width for the longest text, to which Qt leaves a pixel less than it needs."""
        return super().sizeHint() + QSize(_SPARE_PX, 0)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Return a share of the size hint, which grows with the font."""
        hint = self.sizeHint()
        return QSize(round(self.least_share * hint.width()), hint.height())

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Paint the frame and the elided text."""
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        field = QStyle.SubControl.SC_ComboBoxEditField
        room_px = (
            self.style()
            .subControlRect(QStyle.ComplexControl.CC_ComboBox, option, field, self)
            .width()
        )
        if not option.currentIcon.isNull():
            room_px -= option.iconSize.width() + SPACE_XS
        middle = Qt.TextElideMode.ElideMiddle
        option.currentText = option.fontMetrics.elidedText(option.currentText, middle, room_px)
        painter = QStylePainter(self)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)
        painter.end()

    @Slot(str)
    def _explain(self, text: str) -> None:
        self.setToolTip(as_tooltip(f"{self.accessibleName()}: {text}"))
