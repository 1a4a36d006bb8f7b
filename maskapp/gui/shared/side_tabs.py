"""Tabs whose titles stand in a column at the left, for more pages than fit into a row."""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QStyle, QStyleOptionTab, QTabBar, QTabWidget, QWidget

from maskapp.gui.shared.theme import SPACE_M, SPACE_S

_WIDEST_TITLE_PX = 170
"""A longer title is wrapped, so that the pages keep most of the width."""
_HIGHEST_TITLE_PX = 1000
_ICON_PX = 16
_MARK_PX = 4
"""Width of the bar that marks the current page, which is thus not told by colour alone."""
_TITLE = (
    Qt.AlignmentFlag.AlignLeft.value
    | Qt.AlignmentFlag.AlignVCenter.value
    | Qt.TextFlag.TextWordWrap.value
    | Qt.TextFlag.TextShowMnemonic.value
)
_Role = QPalette.ColorRole


class SideTabs(QTabWidget):
    """Pages and, at their left, a column of titles with room for an icon each.

    Up, Down, Home and End choose a page while a title has the focus, Ctrl+Tab does at all times.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTabBar(_TitleColumn(self))
        self.setTabPosition(QTabWidget.TabPosition.West)


class _TitleColumn(QTabBar):
    """The titles, as text that is read from left to right; Qt would turn it on its side."""

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Choose a page by the keys of a column; those of a row do so as well."""
        current, last = self.currentIndex(), self.count() - 1
        targets: dict[int, int] = {
            Qt.Key.Key_Up: current - 1,
            Qt.Key.Key_Down: current + 1,
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: last,
        }
        target = targets.get(event.key())
        if target is None:
            super().keyPressEvent(event)
        else:
            self.setCurrentIndex(max(0, min(target, last)))

    def tabSizeHint(self, index: int) -> QSize:  # noqa: N802
        """Return the size that a title needs, on several lines if it is long."""
        text, metrics = self.tabText(index), self.fontMetrics()
        widest_word = max((metrics.horizontalAdvance(word) for word in text.split()), default=0)
        room = QRect(0, 0, max(_WIDEST_TITLE_PX, widest_word), _HIGHEST_TITLE_PX)
        needed = metrics.boundingRect(room, _TITLE, text)
        beside = _MARK_PX + SPACE_S + SPACE_S + _ICON_PX + SPACE_M
        return QSize(needed.width() + beside, max(needed.height(), _ICON_PX) + 2 * SPACE_S)

    def minimumTabSizeHint(self, index: int) -> QSize:  # noqa: N802
        """Return the same as `tabSizeHint`: no title is shortened."""
        return self.tabSizeHint(index)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Paint the titles."""
        with QPainter(self) as painter:
            for index in range(self.count()):
                self._paint_title(painter, index)

    def _paint_title(self, painter: QPainter, index: int) -> None:
        palette, rect = self.palette(), self.tabRect(index)
        option = QStyleOptionTab()
        self.initStyleOption(option, index)
        is_current = index == self.currentIndex()
        is_below_mouse = QStyle.StateFlag.State_MouseOver in option.state
        if is_current or is_below_mouse:
            painter.fillRect(rect, palette.color(_Role.Midlight))
        if is_current:
            mark = QRect(rect.left(), rect.top(), _MARK_PX, rect.height())
            painter.fillRect(mark, palette.color(_Role.Highlight))
        if is_current and self.hasFocus():
            painter.setPen(palette.color(_Role.Link))
            painter.drawRect(rect.adjusted(0, 0, -1, -1))
        inner = rect.adjusted(_MARK_PX + SPACE_S, 0, -SPACE_M, 0)
        end = QRect(inner.right() - _ICON_PX + 1, inner.top(), _ICON_PX, inner.height())
        self.tabIcon(index).paint(painter, end)
        painter.setPen(palette.color(_Role.WindowText))
        painter.drawText(inner.adjusted(0, 0, -_ICON_PX - SPACE_S, 0), _TITLE, self.tabText(index))
