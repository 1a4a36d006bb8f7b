"""An item view that shows a list as a grid of equal cards.

QListView lays out all items again whenever one changes. With 10,000 rows of a model written in
Python, that takes 0.1 s each time. Here the place of a card follows from its row alone.
"""

from collections.abc import Sequence

from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QItemSelectionRange,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
)
from PySide6.QtGui import QCursor, QFocusEvent, QPainter, QPaintEvent, QRegion, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QStyle,
    QStyleOptionViewItem,
    QWidget,
)

_WHEEL_PART = 6
"""Single steps per card height. A notch of the wheel scrolls three of them: half a card."""

_Index = QModelIndex | QPersistentModelIndex
_State = QStyle.StateFlag
_Hint = QAbstractItemView.ScrollHint
_Move = QAbstractItemView.CursorAction
_Reason = Qt.FocusReason
_BY_KEYS = (_Reason.TabFocusReason, _Reason.BacktabFocusReason, _Reason.ShortcutFocusReason)


class CardGrid(QAbstractItemView):
    """A grid of equal cards, one for each row of a list model."""

    def __init__(self, delegate: QAbstractItemDelegate, parent: QWidget | None = None) -> None:
        """Create an empty view.

        Args:
            delegate: Paints the cards. Its size hint for an option whose rectangle is the whole
                viewport is the size of every card.
            parent: Parent widget.
        """
        super().__init__(parent)
        self._shown_columns = 1
        self.setItemDelegate(delegate)
        self._card = self._measure(self.viewport().rect())
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # Otherwise the width, and so the place of every card, would depend on their number.
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setMouseTracking(True)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Return a height that fits the lowest possible card."""
        height = self._measure(QRect()).height() + 2 * self.frameWidth()
        return QSize(super().minimumSizeHint().width(), height)

    def selected_rows(self) -> list[int]:
        """Return the selected rows, ascending."""
        parts = _ranges(self.selectionModel().selection())
        return sorted(row for part in parts for row in range(part.top(), part.bottom() + 1))

    def selected_count(self) -> int:
        """Return the number of selected rows; much faster than `selected_rows`."""
        return sum(part.height() for part in _ranges(self.selectionModel().selection()))

    def keyboardSearch(self, _text: str) -> None:  # noqa: N802
        """Override `QAbstractItemView.keyboardSearch` to do nothing.

        The default would ask for the text of every card, and most are not read from the log yet.
        """

    def visualRect(self, index: _Index) -> QRect:  # noqa: N802
        """Return a card's rectangle in the viewport."""
        if not index.isValid():
            return QRect()
        card, columns = self._card, self._columns()
        line, column = divmod(index.row(), columns)
        top = line * card.height() - self.verticalOffset()
        return QRect(QPoint(column * card.width(), top), card)

    def indexAt(self, point: QPoint) -> QModelIndex:  # noqa: N802
        """Return the index of the card at a point of the viewport."""
        index = self._index(self._nearest_row(point))
        return index if self.visualRect(index).contains(point) else QModelIndex()

    def scrollTo(self, index: _Index, hint: _Hint = _Hint.EnsureVisible) -> None:  # noqa: N802
        """Scroll a card into view."""
        rect, height = self.visualRect(index), self.viewport().height()
        if not rect.isValid():
            return
        bar = self.verticalScrollBar()
        by = 0
        if hint == _Hint.PositionAtCenter:
            by = rect.center().y() - height // 2
        elif hint == _Hint.PositionAtTop or rect.top() < 0:
            by = rect.top()
        elif hint == _Hint.PositionAtBottom or rect.bottom() >= height:
            by = rect.bottom() - height + 1
        bar.setValue(bar.value() + by)

    def horizontalOffset(self) -> int:  # noqa: N802
        """Return 0: the view never scrolls sideways."""
        return 0

    def verticalOffset(self) -> int:  # noqa: N802
        """Return the scroll position in pixels."""
        return self.verticalScrollBar().value()

    def isIndexHidden(self, _index: _Index) -> bool:  # noqa: N802
        """Return False: no card is hidden."""
        return False

    def moveCursor(  # noqa: N802
        self, action: _Move, _modifiers: Qt.KeyboardModifier
    ) -> QModelIndex:
        """Return the index that a navigation key moves to."""
        count, columns = self.model().rowCount(), self._columns()
        if not self.currentIndex().isValid():
            return self._index(0)
        page = columns * max(1, self.viewport().height() // self._card.height())
        row = self.currentIndex().row()
        steps = {
            _Move.MoveLeft: -1,
            _Move.MovePrevious: -1,
            _Move.MoveRight: 1,
            _Move.MoveNext: 1,
            _Move.MoveUp: -columns,
            _Move.MoveDown: columns,
            _Move.MovePageUp: -page,
            _Move.MovePageDown: page,
            _Move.MoveHome: -row,
            _Move.MoveEnd: count - 1 - row,
        }
        step = steps[action]
        if abs(step) == columns and not 0 <= row + step < count:
            step = 0  # up from the first line, or down from the last
        return self._index(min(max(row + step, 0), count - 1))

    def currentChanged(self, current: _Index, previous: _Index) -> None:  # noqa: N802
        """Describe the new current card to screen readers."""
        super().currentChanged(current, previous)
        self._describe(current)

    def dataChanged(  # noqa: N802
        self, first: _Index, last: _Index, roles: Sequence[int] = ()
    ) -> None:
        """Describe the current card again if it has changed, such as when it was read."""
        super().dataChanged(first, last, roles)
        if first.row() <= self.currentIndex().row() <= last.row():
            self._describe(self.currentIndex())

    def reset(self) -> None:
        """Describe no card any more: after a reset of the model, none is the current one."""
        super().reset()
        self._describe(QModelIndex())

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """Select the current card when the keyboard moves the focus here.

        Space, which usually selects, takes a snapshot.
        """
        super().focusInEvent(event)
        if event.reason() in _BY_KEYS and not self.selectionModel().hasSelection():
            select = QItemSelectionModel.SelectionFlag.ClearAndSelect
            self.selectionModel().setCurrentIndex(self.currentIndex(), select)

    def setSelection(  # noqa: N802
        self, rect: QRect, command: QItemSelectionModel.SelectionFlag
    ) -> None:
        """Select the rows from the rectangle's top left corner to its bottom right corner."""
        selection = QItemSelection()
        is_drag = rect.size() != QSize(1, 1)
        if self._count() and (is_drag or self.indexAt(rect.topLeft()).isValid()):
            rows = sorted(map(self._nearest_row, (rect.topLeft(), rect.bottomRight())))
            selection.select(self._index(rows[0]), self._index(rows[1]))
        self.selectionModel().select(selection, command)

    def visualRegionForSelection(self, selection: QItemSelection) -> QRegion:  # noqa: N802
        """Return the region to repaint when the selection changes; only visible cards count."""
        region = QRegion()
        first, last = self._rows_between(0, self.viewport().height())
        for part in _ranges(selection):
            for row in range(max(first, part.top()), min(last, part.bottom()) + 1):
                region += self.visualRect(self._index(row))
        return region

    def rowsInserted(self, parent: _Index, start: int, end: int) -> None:  # noqa: N802
        """Lay out again: the cards after the new ones move."""
        super().rowsInserted(parent, start, end)
        self.scheduleDelayedItemsLayout()

    def rowsAboutToBeRemoved(self, parent: _Index, start: int, end: int) -> None:  # noqa: N802
        """Lay out again: the cards after the removed ones move."""
        super().rowsAboutToBeRemoved(parent, start, end)
        self.scheduleDelayedItemsLayout()

    def updateGeometries(self) -> None:  # noqa: N802
        """Set the scroll bar's range and steps."""
        super().updateGeometries()
        card = self._card
        self._shown_columns = self._columns()
        lines = -(-self._count() // self._shown_columns)
        bar = self.verticalScrollBar()
        bar.setSingleStep(card.height() // _WHEEL_PART)
        bar.setPageStep(self.viewport().height())
        bar.setRange(0, max(0, lines * card.height() - self.viewport().height()))
        bar.setEnabled(bar.maximum() > 0)  # hides the handle if there is nothing to scroll

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        """Measure the cards again when the font or the style changes."""
        super().changeEvent(event)
        if event.type() in {QEvent.Type.FontChange, QEvent.Type.StyleChange}:
            self._card = self._measure(self.viewport().rect())
            self.scheduleDelayedItemsLayout()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Keep the first visible card in view."""
        first = self.verticalOffset() // self._card.height() * self._shown_columns
        is_scrolled = self.verticalOffset() > 0
        super().resizeEvent(event)
        self._card = self._measure(self.viewport().rect())
        self.updateGeometries()
        if is_scrolled:
            self.scrollTo(self._index(first), _Hint.PositionAtTop)

    def scrollContentsBy(self, dx: int, dy: int) -> None:  # noqa: N802
        """Move the painted content; only the rest is painted again."""
        self.viewport().scroll(dx, dy)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Paint the cards in the exposed part of the viewport."""
        with QPainter(self.viewport()) as painter:
            option = QStyleOptionViewItem()
            self.initViewItemOption(option)
            default_state = option.state & ~_State.State_HasFocus
            over = self.indexAt(self.viewport().mapFromGlobal(QCursor.pos()))
            hovered = over.row() if self.viewport().underMouse() else -1
            focused = self.currentIndex().row() if self.hasFocus() else -1
            part = event.rect()
            first, last = self._rows_between(part.top(), part.bottom())
            for row in range(first, last + 1):
                index = self._index(row)
                option.rect = self.visualRect(index)
                option.state = default_state
                if self.selectionModel().isSelected(index):
                    option.state |= _State.State_Selected
                if row == hovered:
                    option.state |= _State.State_MouseOver
                if row == focused:
                    option.state |= _State.State_HasFocus
                if option.rect.intersects(part):
                    self.itemDelegate().paint(painter, option, index)

    def _describe(self, card: _Index) -> None:
        self.setAccessibleDescription(card.data() or "")  # Qt tells the items of its own views only

    def _count(self) -> int:
        return self.model().rowCount() if self.model() else 0

    def _index(self, row: int) -> QModelIndex:
        return self.model().index(row, 0)

    def _measure(self, room: QRect) -> QSize:
        option = QStyleOptionViewItem()
        self.initViewItemOption(option)
        option.rect = room
        return self.itemDelegate().sizeHint(option, QModelIndex())

    def _columns(self) -> int:
        return max(1, self.viewport().width() // self._card.width())

    def _nearest_row(self, point: QPoint) -> int:
        columns = self._columns()
        column = point.x() // self._card.width()
        line = (point.y() + self.verticalOffset()) // self._card.height()
        row = max(line, 0) * columns + min(max(column, 0), columns - 1)
        return min(row, self._count() - 1)

    def _rows_between(self, top: int, bottom: int) -> tuple[int, int]:
        """Return the first and the last row that are at least partly between two heights."""
        height, offset = self._card.height(), self.verticalOffset()
        first = max(0, (top + offset) // height) * self._columns()
        last = ((bottom + offset) // height + 1) * self._columns() - 1
        return first, min(last, self._count() - 1)


def _ranges(selection: QItemSelection) -> list[QItemSelectionRange]:
    # PySide's stubs do not declare QItemSelection iterable.
    return [selection.at(place) for place in range(selection.count())]
