"""A view of equal cards in rows. Where each one is follows from its number alone.

QListView lays out all of its items again whenever one changes, which with ten thousand rows
of a model written in Python takes a tenth of a second each time.
"""

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
"""A notch of the wheel moves by three single steps, which makes half a card."""

_Index = QModelIndex | QPersistentModelIndex
_State = QStyle.StateFlag
_Hint = QAbstractItemView.ScrollHint
_Move = QAbstractItemView.CursorAction
_Reason = Qt.FocusReason
_BY_KEYS = (_Reason.TabFocusReason, _Reason.BacktabFocusReason, _Reason.ShortcutFocusReason)


class CardGrid(QAbstractItemView):
    """Shows the rows of a list model, each as large as the delegate says of the first."""

    def __init__(self, delegate: QAbstractItemDelegate, parent: QWidget | None = None) -> None:
        """Make an empty view.

        Args:
            delegate: Says how large the cards are, all the same, and draws them. The rectangle
                of the option that it is asked with is the room for all of them.
            parent: Qt's.
        """
        super().__init__(parent)
        self._shown_columns = 1
        self.setItemDelegate(delegate)
        self._card = self._measure(self.viewport().rect())
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # Else the width, and with it the place of every card, would depend on their number.
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setMouseTracking(True)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Qt's: one whole card, as low as it may be."""
        height = self._measure(QRect()).height() + 2 * self.frameWidth()
        return QSize(super().minimumSizeHint().width(), height)

    def selected_rows(self) -> list[int]:
        """The rows that are selected, in order."""
        parts = _ranges(self.selectionModel().selection())
        return sorted(row for part in parts for row in range(part.top(), part.bottom() + 1))

    def selected_count(self) -> int:
        """How many rows are selected; far cheaper than all of them."""
        return sum(part.height() for part in _ranges(self.selectionModel().selection()))

    def keyboardSearch(self, _text: str) -> None:  # noqa: N802
        """Qt's: nothing. It would ask for the words of every card, most of which are not read."""

    def visualRect(self, index: _Index) -> QRect:  # noqa: N802
        """Qt's: where a card is in the viewport."""
        if not index.isValid():
            return QRect()
        card, columns = self._card, self._columns()
        line, column = divmod(index.row(), columns)
        top = line * card.height() - self.verticalOffset()
        return QRect(QPoint(column * card.width(), top), card)

    def indexAt(self, point: QPoint) -> QModelIndex:  # noqa: N802
        """Qt's: the card at a point of the viewport."""
        index = self._index(self._nearest_row(point))
        return index if self.visualRect(index).contains(point) else QModelIndex()

    def scrollTo(self, index: _Index, hint: _Hint = _Hint.EnsureVisible) -> None:  # noqa: N802
        """Qt's: bring a card into view."""
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
        """Qt's: it never scrolls sideways."""
        return 0

    def verticalOffset(self) -> int:  # noqa: N802
        """Qt's: how far it is scrolled, px."""
        return self.verticalScrollBar().value()

    def isIndexHidden(self, _index: _Index) -> bool:  # noqa: N802
        """Qt's: every card can be scrolled to."""
        return False

    def moveCursor(  # noqa: N802
        self, action: _Move, _modifiers: Qt.KeyboardModifier
    ) -> QModelIndex:
        """Qt's: where a key leads."""
        count, columns = self.model().rowCount(), self._columns()
        if not self.currentIndex().isValid():
            return self._index(0)
        page = columns * max(1, self.viewport().height() // self._card.height())
        row = self.currentIndex().row()
        ways = {
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
        way = ways[action]
        if abs(way) == columns and not 0 <= row + way < count:
            way = 0  # up from the first line, down from the last
        return self._index(min(max(row + way, 0), count - 1))

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """Qt's: who comes by the keyboard has a card selected, as Space is for other things."""
        super().focusInEvent(event)
        if event.reason() in _BY_KEYS and not self.selectionModel().hasSelection():
            choose = QItemSelectionModel.SelectionFlag.ClearAndSelect
            self.selectionModel().setCurrentIndex(self.currentIndex(), choose)

    def setSelection(  # noqa: N802
        self, rect: QRect, command: QItemSelectionModel.SelectionFlag
    ) -> None:
        """Qt's: select from where it began, the rectangle's first corner, to where it is now."""
        chosen = QItemSelection()
        is_click = rect.size() == QSize(1, 1)
        if self.model().rowCount() and not (
            is_click and not self.indexAt(rect.topLeft()).isValid()
        ):
            rows = sorted(map(self._nearest_row, (rect.topLeft(), rect.bottomRight())))
            chosen.select(self._index(rows[0]), self._index(rows[1]))
        self.selectionModel().select(chosen, command)

    def visualRegionForSelection(self, selection: QItemSelection) -> QRegion:  # noqa: N802
        """Qt's: what to draw anew when the selection changes; only what can be seen counts."""
        region = QRegion()
        first, last = self._rows_between(0, self.viewport().height())
        for part in _ranges(selection):
            for row in range(max(first, part.top()), min(last, part.bottom()) + 1):
                region += self.visualRect(self._index(row))
        return region

    def rowsInserted(self, parent: _Index, start: int, end: int) -> None:  # noqa: N802
        """Qt's: the cards behind move."""
        super().rowsInserted(parent, start, end)
        self.scheduleDelayedItemsLayout()

    def rowsAboutToBeRemoved(self, parent: _Index, start: int, end: int) -> None:  # noqa: N802
        """Qt's: the cards behind move."""
        super().rowsAboutToBeRemoved(parent, start, end)
        self.scheduleDelayedItemsLayout()

    def updateGeometries(self) -> None:  # noqa: N802
        """Qt's: the scroll bar's range."""
        super().updateGeometries()
        card = self._card
        self._shown_columns = self._columns()
        lines = -(-self._count() // self._shown_columns)
        bar = self.verticalScrollBar()
        bar.setSingleStep(card.height() // _WHEEL_PART)
        bar.setPageStep(self.viewport().height())
        bar.setRange(0, max(0, lines * card.height() - self.viewport().height()))
        bar.setEnabled(bar.maximum() > 0)  # else its handle is seen where nothing can be moved

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        """Qt's: with another font the cards have another size."""
        super().changeEvent(event)
        if event.type() in {QEvent.Type.FontChange, QEvent.Type.StyleChange}:
            self._card = self._measure(self.viewport().rect())
            self.scheduleDelayedItemsLayout()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Qt's: the first card in view stays in view."""
        first = self.verticalOffset() // self._card.height() * self._shown_columns
        is_scrolled = self.verticalOffset() > 0
        super().resizeEvent(event)
        self._card = self._measure(self.viewport().rect())
        self.updateGeometries()
        if is_scrolled:
            self.scrollTo(self._index(first), _Hint.PositionAtTop)

    def scrollContentsBy(self, dx: int, dy: int) -> None:  # noqa: N802
        """Qt's: move what is drawn already."""
        self.viewport().scroll(dx, dy)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Qt's: draw the cards in the part that is to be drawn."""
        with QPainter(self.viewport()) as painter:
            option = QStyleOptionViewItem()
            self.initViewItemOption(option)
            usual = option.state
            over = self.indexAt(self.viewport().mapFromGlobal(QCursor.pos()))
            hovered = over.row() if self.viewport().underMouse() else -1
            focused = self.currentIndex().row() if self.hasFocus() else -1
            part = event.rect()
            first, last = self._rows_between(part.top(), part.bottom())
            for row in range(first, last + 1):
                index = self._index(row)
                option.rect = self.visualRect(index)
                option.state = usual
                if self.selectionModel().isSelected(index):
                    option.state |= _State.State_Selected
                if row == hovered:
                    option.state |= _State.State_MouseOver
                if row == focused:
                    option.state |= _State.State_HasFocus
                else:
                    option.state &= ~_State.State_HasFocus
                if option.rect.intersects(part):
                    self.itemDelegate().paint(painter, option, index)

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
        """The first and the last row of the lines that have a part between these heights."""
        height, offset = self._card.height(), self.verticalOffset()
        first = max(0, (top + offset) // height) * self._columns()
        last = ((bottom + offset) // height + 1) * self._columns() - 1
        return first, min(last, self._count() - 1)


def _ranges(selection: QItemSelection) -> list[QItemSelectionRange]:
    """The parts of a selection; its type says not that it can be walked through."""
    return [selection.at(place) for place in range(selection.count())]
