"""A row of choices that fits a narrow window: in some lines, with texts that are elided."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRect, QSize, Qt, Slot
from PySide6.QtGui import QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QComboBox,
    QLayout,
    QLayoutItem,
    QStyle,
    QStyleOptionComboBox,
    QStylePainter,
    QWidget,
)

from maskapp.gui.shared.formatting import set_tooltip
from maskapp.gui.shared.theme import SPACE_S, SPACE_XS

_SPARE_PX = 2


class WrappingRow(QLayout):
    """Widgets in lines, none wider than its size hint; the last one is at the end of its line.

    A line ends where the next widget does not fit even at its least width. Widgets in a full line
    share what is missing.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []

    def addItem(self, item: QLayoutItem) -> None:  # noqa: N802
        """Override `QLayout.addItem`."""
        self._items.append(item)

    def count(self) -> int:
        """Override `QLayout.count`."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:  # noqa: N802
        """Override `QLayout.itemAt`."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:  # noqa: N802
        """Override `QLayout.takeAt`."""
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:  # noqa: N802
        """Override `QLayout.expandingDirections`."""
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:  # noqa: N802
        """Override `QLayout.hasHeightForWidth`."""
        return True

    def heightForWidth(self, width: int) -> int:  # noqa: N802
        """Return the height of the lines at a width, pixels."""
        lines = self._lines(width)
        return sum(map(_height, lines)) + self.spacing() * max(0, len(lines) - 1)

    def sizeHint(self) -> QSize:  # noqa: N802
        """Return the size of a single line."""
        shown = self._shown()
        gaps = self.spacing() * max(0, len(shown) - 1)
        return QSize(sum(item.sizeHint().width() for item in shown) + gaps, _height(shown))

    def minimumSize(self) -> QSize:  # noqa: N802
        """Return the least width of the widest widget, and the height of a single line."""
        shown = self._shown()
        width = max((item.minimumSize().width() for item in shown), default=0)
        return QSize(width, _height(shown))

    def setGeometry(self, rect: QRect) -> None:  # noqa: N802
        """Place the widgets."""
        super().setGeometry(rect)
        top, shown = rect.top(), self._shown()
        for line in self._lines(rect.width()):
            left, height = rect.left(), _height(line)
            for item, width in zip(line, self._widths(line, rect.width()), strict=True):
                if item is shown[-1]:
                    left = rect.left() + rect.width() - width
                item.setGeometry(QRect(left, top, width, height))
                left += width + self.spacing()
            top += height + self.spacing()

    def _shown(self) -> list[QLayoutItem]:
        return [item for item in self._items if not item.isEmpty()]

    def _lines(self, width: int) -> list[list[QLayoutItem]]:
        lines: list[list[QLayoutItem]] = []
        taken = 0
        for item in self._shown():
            least = item.minimumSize().width()
            if not lines or taken + self.spacing() + least > width:
                lines.append([item])
                taken = least
            else:
                lines[-1].append(item)
                taken += self.spacing() + least
        return lines

    def _widths(self, line: Sequence[QLayoutItem], width: int) -> list[int]:
        """Return the widths of the widgets in a line: their hints, less a share of the excess."""
        hints = [item.sizeHint().width() for item in line]
        excess = sum(hints) + self.spacing() * (len(line) - 1) - width
        spare = [
            max(0, hint - item.minimumSize().width())
            for hint, item in zip(hints, line, strict=True)
        ]
        if excess <= 0 or not any(spare):
            return hints
        share = min(1.0, excess / sum(spare))
        return [hint - round(share * each) for hint, each in zip(hints, spare, strict=True)]


class WrappingBar(QWidget):
    """A widget with such a row, as high as its lines are.

    Attributes:
        row: Takes the widgets.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.row = WrappingRow(self)
        self.row.setContentsMargins(0, 0, 0, 0)
        self.row.setSpacing(SPACE_S)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Override `QWidget.resizeEvent`: need the height of the lines at the new width."""
        super().resizeEvent(event)
        self._keep_height()

    def event(self, event: QEvent) -> bool:
        """Override `QWidget.event`: need another height when a widget appears or has grown."""
        if event.type() == QEvent.Type.LayoutRequest:
            self._keep_height()
        return super().event(event)

    def _keep_height(self) -> None:
        # The layout of a main window does not ask how high a widget has to be at its width.
        height = self.row.heightForWidth(self.width())
        if height != self.minimumHeight():
            self.setMinimumHeight(height)


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
        set_tooltip(self, f"{self.accessibleName()}: {text}")


def _height(line: Sequence[QLayoutItem]) -> int:
    return max((item.sizeHint().height() for item in line), default=0)
