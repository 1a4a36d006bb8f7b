"""A table of the faces in view, with a bar for the confidence."""

from collections.abc import Sequence

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QColor, QFontMetrics, QIcon, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from maskapp.gui.shared.formatting import NO_VALUE, percent, with_fixed_digits
from maskapp.gui.shared.mask_label_marks import label_colour, label_icon, label_word
from maskapp.gui.shared.theme import SPACE_XS
from maskapp.live.session.statistics import FaceRow
from maskapp.outputs.durations import format_duration
from maskapp.records import MaskLabel

TRACK, LABEL, CONFIDENCE, IN_VIEW = range(4)

_FACE_ROLE = Qt.ItemDataRole.UserRole
_MARK_PX = 16
_BAR_PX = 8
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter

_Index = QModelIndex | QPersistentModelIndex


class FaceTableModel(QAbstractTableModel):
    """The faces in view, in the order of their tracks: rows do not move when labels change."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._faces: list[FaceRow] = []
        self._icons: dict[MaskLabel, QIcon] = {
            label: label_icon(label, _MARK_PX) for label in MaskLabel
        }

    def set_faces(self, faces: Sequence[FaceRow]) -> None:
        """Replace the faces without a reset, which would make the view jump and flicker."""
        ordered = sorted(faces, key=lambda face: face.track)
        before, after = len(self._faces), len(ordered)
        if after < before:
            self.beginRemoveRows(QModelIndex(), after, before - 1)
            del self._faces[after:]
            self.endRemoveRows()
        if after > before:
            self.beginInsertRows(QModelIndex(), before, after - 1)
            self._faces = ordered
            self.endInsertRows()
        self._faces = ordered
        if kept := min(before, after):
            self.dataChanged.emit(self.index(0, 0), self.index(kept - 1, IN_VIEW))

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: N802, B008
        """Return the number of faces."""
        return 0 if parent.isValid() else len(self._faces)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: N802, B008
        """Return the number of columns: track, label, confidence and time in view."""
        return 0 if parent.isValid() else IN_VIEW + 1

    def headerData(  # noqa: N802
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """Return the title of a column."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if section in (TRACK, IN_VIEW) else _LEFT
        if role == Qt.ItemDataRole.DisplayRole:
            titles = (self.tr("Face"), self.tr("Label"), self.tr("Confidence"), self.tr("In view"))
            return titles[section]
        return None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return what a cell shows, or the `FaceRow` itself for the delegate."""
        face = self._faces[index.row()]
        column = index.column()
        if role == _FACE_ROLE:
            return face
        if role == Qt.ItemDataRole.DecorationRole and column == LABEL:
            return self._icons[face.label]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if column in (TRACK, IN_VIEW) else _LEFT
        if role in (
            Qt.ItemDataRole.DisplayRole,
            Qt.ItemDataRole.AccessibleTextRole,
            Qt.ItemDataRole.ToolTipRole,
        ):
            texts = (
                f"#{face.track}",
                label_word(face.label),
                _confidence_text(face),
                self._time(face.in_view_s),
            )
            return texts[column]
        return None

    def _time(self, time_s: float) -> str:
        """Return the time in view; in minutes if it is an hour or more."""
        if time_s < 3600:
            return format_duration(time_s)
        return self.tr("{minutes} min").format(minutes=int(time_s // 60))


def _confidence_text(face: FaceRow) -> str:
    return NO_VALUE if face.confidence is None else percent(face.confidence)


class _ConfidenceDelegate(QStyledItemDelegate):
    """A delegate that paints a confidence as a bar in the label's colour, beside the number."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Paint one cell."""
        face = index.data(_FACE_ROLE)
        rect = QRectF(option.rect).adjusted(SPACE_XS, 0, -SPACE_XS, 0)
        number_width = QFontMetrics(option.font).horizontalAdvance(percent(1.0))
        colours = option.palette
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(option.font)
        painter.setPen(colours.color(QPalette.ColorRole.Text))
        painter.drawText(rect, _RIGHT, _confidence_text(face))
        room = rect.adjusted(0, 0, -number_width - 2 * SPACE_XS, 0)
        bar = QRectF(room.left() + 0.5, room.center().y() - _BAR_PX / 2, room.width(), _BAR_PX)
        self._paint_bar(painter, bar, face, colours.color(QPalette.ColorRole.Text))
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, _index: _Index) -> QSize:  # noqa: N802
        """Return a size that fits the number and a readable bar."""
        metrics = QFontMetrics(option.font)
        return QSize(2 * metrics.horizontalAdvance(percent(1.0)), metrics.height())

    @staticmethod
    def _paint_bar(painter: QPainter, bar: QRectF, face: FaceRow, text: QColor) -> None:
        """Paint the bar with an outline, which keeps yellow visible on white."""
        outline = QColor(text)
        outline.setAlphaF(0.5)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(label_colour(face.label))
        filled = QRectF(bar)
        filled.setWidth(bar.width() * min(max(face.confidence or 0.0, 0.0), 1.0))
        painter.drawRect(filled)
        painter.setPen(outline)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(bar)


class FaceTable(QTableView):
    """The table of faces, with a hint while no face is in view."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = FaceTableModel(self)
        self.setModel(self._model)
        self.setItemDelegateForColumn(CONFIDENCE, _ConfidenceDelegate(self))
        self.setFont(with_fixed_digits(self.font()))
        self.setAccessibleName(self.tr("Faces in view"))
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.horizontalHeader().setSectionResizeMode(CONFIDENCE, QHeaderView.ResizeMode.Stretch)
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setSectionsClickable(False)
        self._reserve_widths()

    def set_faces(self, faces: Sequence[FaceRow]) -> None:
        """Replace the faces."""
        was_empty = not self._model.rowCount()
        self._model.set_faces(faces)
        if was_empty != (not faces):
            self.viewport().update()

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Return a size that fits the header and two rows."""
        rows = 2 * self.verticalHeader().defaultSectionSize()
        header = self.horizontalHeader().sizeHint().height()
        widths = sum(self.columnWidth(column) for column in (TRACK, LABEL, IN_VIEW))
        bar = max(
            3 * self.fontMetrics().horizontalAdvance(percent(1.0)),
            self.horizontalHeader().sectionSizeHint(CONFIDENCE),
        )
        return QSize(widths + bar, header + rows + 2 * self.frameWidth())

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Paint the rows, or a hint if there are none."""
        super().paintEvent(event)
        if self._model.rowCount():
            return
        with QPainter(self.viewport()) as painter:
            painter.setPen(self.palette().color(QPalette.ColorRole.Text))
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            rect = self.viewport().rect().adjusted(SPACE_XS, 0, -SPACE_XS, 0)
            painter.drawText(rect, flags, self.tr("No faces in view."))

    def _reserve_widths(self) -> None:
        """Fit the columns to the longest text they may show, not to the current one."""
        metrics = self.fontMetrics()
        header = self.horizontalHeader()
        longest = {
            TRACK: metrics.horizontalAdvance("#8888"),
            LABEL: _MARK_PX
            + SPACE_XS
            + max(metrics.horizontalAdvance(label_word(x)) for x in MaskLabel),
            IN_VIEW: metrics.horizontalAdvance("88:88"),
        }
        for column, width in longest.items():
            wanted = max(width + 2 * SPACE_XS + 2, header.sectionSizeHint(column))
            self.setColumnWidth(column, wanted)
        self.verticalHeader().setDefaultSectionSize(max(metrics.height(), _MARK_PX) + 2 * SPACE_XS)
