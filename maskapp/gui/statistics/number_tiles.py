"""The numbers of a period, each in a frame with its name."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QPen, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from maskapp.gui.shared.formatting import with_fixed_digits
from maskapp.gui.shared.mask_label_marks import paint_mark
from maskapp.gui.shared.text_labels import ElidedLabel
from maskapp.gui.shared.theme import SPACE_M, SPACE_S, SPACE_XS
from maskapp.outputs.figures.words import Tile
from maskapp.records import MaskLabel

_VALUE_SIZE = 1.5
_RADIUS_PX = 6.0
_WIDTH_LINES = 10.8
"""Least width of a tile, in heights of a line; a text that needs more gets it."""
_MOST_COLUMNS = 10


class _Mark(QWidget):
    """A label's symbol, as high as a line."""

    def __init__(self, label: MaskLabel, parent: QWidget) -> None:
        super().__init__(parent)
        self._label = label
        side = self.fontMetrics().ascent() + 2
        self.setFixedSize(side, side)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Paint the symbol."""
        with QPainter(self) as painter:
            paint_mark(painter, QRectF(self.rect()), self._label)


class NumberTile(QWidget):
    """One number with its name."""

    def __init__(self, tile: Tile, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.name = ElidedLabel(self)
        self.value = QLabel(self, textFormat=Qt.TextFormat.PlainText)
        self.detail = ElidedLabel(self)
        font = with_fixed_digits(self.font())
        font.setPointSizeF(font.pointSizeF() * _VALUE_SIZE)
        font.setBold(True)
        self.value.setFont(font)
        head = QHBoxLayout()
        head.setSpacing(SPACE_XS)
        self._mark = _Mark(tile.label, self) if tile.label is not None else None
        if self._mark is not None:
            head.addWidget(self._mark)
        head.addWidget(self.name, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_M, SPACE_S, SPACE_S, SPACE_S)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self.value)
        column.addWidget(self.detail)
        self.show_tile(tile)

    def show_tile(self, tile: Tile) -> None:
        """Show another number of the same name and label."""
        self.name.set_full_text(tile.name)
        self.value.setText(tile.value)
        self.value.setAccessibleName(f"{tile.name}: {tile.value}, {tile.detail}".strip(", "))
        self.detail.set_full_text(tile.detail)

    def needed_px(self) -> int:
        """Return the width with which no text is cut."""
        name, detail = (
            label.fontMetrics().horizontalAdvance(label.accessibleName()) + 1
            for label in (self.name, self.detail)
        )
        if self._mark is not None:
            name += self._mark.width() + SPACE_XS
        return max(name, detail, self.value.sizeHint().width()) + SPACE_M + SPACE_S

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Paint the frame."""
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(self.palette().color(QPalette.ColorRole.Mid), 1))
            painter.setBrush(self.palette().color(QPalette.ColorRole.Base))
            frame = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
            painter.drawRoundedRect(frame, _RADIUS_PX, _RADIUS_PX)


class NumberTiles(QWidget):
    """The numbers, in as many rows as the width needs."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.tiles: list[NumberTile] = []
        self._columns = 0
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(SPACE_S)

    def show_tiles(self, tiles: Sequence[Tile]) -> None:
        """Show numbers; their names and labels are always the same."""
        if not self.tiles:
            self.tiles = [NumberTile(tile, self) for tile in tiles]
        for widget, tile in zip(self.tiles, tiles, strict=True):
            widget.show_tile(tile)
        self._arrange()
        self.updateGeometry()

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Return the size of a single column's width, in the rows that there are."""
        return QSize(self._tile_px(), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Arrange the tiles for the new width."""
        super().resizeEvent(event)
        self._arrange()

    def _tile_px(self) -> int:
        least = round(_WIDTH_LINES * self.fontMetrics().height())
        return max([least, *(tile.needed_px() for tile in self.tiles)])

    def _arrange(self) -> None:
        """Give each row about as many tiles."""
        if not self.tiles:
            return
        most = max(1, min(_MOST_COLUMNS, (self.width() + SPACE_S) // (self._tile_px() + SPACE_S)))
        rows = -(-len(self.tiles) // most)
        columns = -(-len(self.tiles) // rows)
        if columns == self._columns:
            return
        for column in range(max(columns, self._columns)):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)
        self._columns = columns
        for place, tile in enumerate(self.tiles):
            self._grid.addWidget(tile, *divmod(place, columns))
