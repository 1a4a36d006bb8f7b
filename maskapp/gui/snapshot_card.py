"""How one snapshot is drawn in the panel: its picture, when, who took it, and its labels."""

from PySide6.QtCore import (
    QCoreApplication,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QColor, QFontMetrics, QImage, QPainter, QPalette, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from maskapp.gui.icons import pixmap
from maskapp.gui.label_marks import paint_mark
from maskapp.gui.numbers import with_fixed_digits
from maskapp.gui.snapshot_model import SNAPSHOT_ROLE, THUMBNAIL_ROLE, kind_word, taken_words
from maskapp.gui.style import PREVIEW_GROUND, SPACE_S, SPACE_XS
from maskapp.outputs.snapshot_records import Snapshot
from maskapp.records import MaskLabel

PICTURE_SIZE = QSize(208, 117)
_MARK_PX = 14
_ICON_PX = 16
_RADIUS_PX = 6
_THICK_PX = 3
_TINT = 0.25
_ON_PICTURE = QColor("#aab2b9")
"""The picture's ground is dark in both themes."""
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_State = QStyle.StateFlag
_Role = QPalette.ColorRole
_Index = QModelIndex | QPersistentModelIndex


class SnapshotCard(QStyledItemDelegate):
    """Draws cards of one size, so that the view need not ask each for its own."""

    def sizeHint(self, option: QStyleOptionViewItem, _index: _Index) -> QSize:  # noqa: N802
        """Qt's: the size of every card with the gap around it."""
        line = QFontMetrics(option.font).height()
        return QSize(
            PICTURE_SIZE.width() + 4 * SPACE_XS,
            PICTURE_SIZE.height() + 2 * line + 3 * SPACE_XS + 4 * SPACE_XS,
        )

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Qt's: one card."""
        painter.save()
        painter.setRenderHints(
            QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform
        )
        # The gap is on the right, so that the first card begins where the filters do.
        card = option.rect.adjusted(0, SPACE_XS, -2 * SPACE_XS, -SPACE_XS)
        _paint_ground(painter, option, card)
        inner = card.adjusted(SPACE_XS, SPACE_XS, -SPACE_XS, -SPACE_XS)
        picture = QRect(inner.topLeft(), PICTURE_SIZE)
        _paint_picture(painter, picture, index.data(THUMBNAIL_ROLE))
        snapshot = index.data(SNAPSHOT_ROLE)
        if snapshot is not None:
            ink = option.palette.color(_Role.Text)
            painter.setPen(ink)
            painter.setFont(with_fixed_digits(option.font))
            lines = inner.adjusted(0, PICTURE_SIZE.height() + SPACE_XS, 0, 0)
            _paint_words(painter, lines, snapshot, ink)
        painter.restore()


def _paint_ground(painter: QPainter, option: QStyleOptionViewItem, card: QRect) -> None:
    """The card itself. A selected one is only tinted, so that its labels keep their contrast."""
    selected = bool(option.state & _State.State_Selected)
    focused = bool(option.state & _State.State_HasFocus)
    colours = option.palette
    painter.setBrush(colours.color(_Role.Base))
    edge = colours.color(_Role.Mid)
    if selected:
        edge = colours.color(_Role.Highlight)
    elif option.state & _State.State_MouseOver:
        painter.setBrush(colours.color(_Role.AlternateBase))
    if focused:
        edge = colours.color(_Role.Text)
    painter.setPen(QPen(edge, _THICK_PX if selected or focused else 1))
    outline = QRectF(card).adjusted(0.5, 0.5, -0.5, -0.5)
    painter.drawRoundedRect(outline, _RADIUS_PX, _RADIUS_PX)
    if selected:
        tint = colours.color(_Role.Highlight)
        tint.setAlphaF(_TINT)
        painter.setBrush(tint)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.drawRoundedRect(outline, _RADIUS_PX, _RADIUS_PX)


def _paint_picture(painter: QPainter, place: QRect, thumbnail: QImage | None) -> None:
    painter.fillRect(place, PREVIEW_GROUND)
    if thumbnail is None:
        return
    if thumbnail.isNull():
        icon = pixmap("pictures", _ICON_PX, _ON_PICTURE, painter.device().devicePixelRatio())
        painter.drawPixmap(place.center().x() - _ICON_PX // 2, place.center().y() - 8, icon)
        return
    size = thumbnail.size().scaled(place.size(), Qt.AspectRatioMode.KeepAspectRatio)
    inside = QRect(place.topLeft(), size)
    inside.moveCenter(place.center())
    painter.drawImage(inside, thumbnail)


def _paint_words(painter: QPainter, lines: QRect, snapshot: Snapshot, ink: QColor) -> None:
    metrics = painter.fontMetrics()
    first = QRect(lines.left(), lines.top(), lines.width(), metrics.height())
    second = first.translated(0, metrics.height() + SPACE_XS)
    taken = taken_words(snapshot)
    painter.drawText(first, _LEFT, taken)
    room = first.width() - metrics.horizontalAdvance(taken) - SPACE_S
    kind = metrics.elidedText(kind_word(snapshot.kind), Qt.TextElideMode.ElideRight, room)
    painter.drawText(first, _RIGHT, kind)
    if snapshot.note:
        note = pixmap("note", _ICON_PX, ink, painter.device().devicePixelRatio())
        painter.drawPixmap(second.right() - _ICON_PX, second.center().y() - _ICON_PX // 2, note)
        second.setRight(second.right() - _ICON_PX - SPACE_XS)
    left = second.left()
    counts = _shown_counts(snapshot)
    if not counts:
        nobody = QCoreApplication.translate("SnapshotModel", "No face")
        painter.drawText(second, _LEFT, nobody)
        left += metrics.horizontalAdvance(nobody) + SPACE_S
    for label, count in counts:
        mark = QRectF(left, second.center().y() - _MARK_PX / 2 + 0.5, _MARK_PX, _MARK_PX)
        paint_mark(painter, mark, label)
        left += _MARK_PX + SPACE_XS
        painter.drawText(QRect(left, second.top(), 64, second.height()), _LEFT, str(count))
        left += metrics.horizontalAdvance(str(count)) + SPACE_S
    source = QRect(left, second.top(), second.right() - left, second.height())
    elided = metrics.elidedText(snapshot.source, Qt.TextElideMode.ElideMiddle, source.width())
    painter.drawText(source, _RIGHT, elided)


def _shown_counts(snapshot: Snapshot) -> list[tuple[MaskLabel, int]]:
    counts = snapshot.counts()
    return [(label, counts[label]) for label in MaskLabel if counts[label]]
