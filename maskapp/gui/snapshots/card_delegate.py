"""How one snapshot is drawn in the panel: its picture, when, who took it, and its labels."""

from collections import OrderedDict

from PySide6.QtCore import (
    QCoreApplication,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QColor, QFont, QFontMetrics, QImage, QPainter, QPalette, QPen, QPixmap
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from maskapp.gui.shared.formatting import with_fixed_digits
from maskapp.gui.shared.icons import pixmap
from maskapp.gui.shared.mask_label_marks import paint_mark
from maskapp.gui.shared.theme import PREVIEW_GROUND, SPACE_S, SPACE_XS
from maskapp.gui.snapshots.snapshot_model import (
    SNAPSHOT_ROLE,
    THUMBNAIL_ROLE,
    kind_word,
    taken_words,
)
from maskapp.outputs.snapshots.records import KIND_NAMES, Snapshot
from maskapp.records import MaskLabel

PICTURE_SIZE = QSize(190, 107)
"""At most; so that four cards stand beside each other in a window of 900."""
_LEAST_PICTURE_PX = 40
"""Its height where the panel is low, so that the words below it are seen."""
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


_MOST_KEPT = 200
"""Cards whose words are kept drawn; a tenth of a megabyte each at double density."""


class SnapshotCard(QStyledItemDelegate):
    """Draws cards of one size, so that the view need not ask each for its own.

    The words of a card are drawn once and kept. Each call of Qt may have to wait for another
    thread's Python, and they take 30 of them, which would be felt when scrolling.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words: OrderedDict[int, tuple[Snapshot, QPixmap]] = OrderedDict()
        self._look: object = None

    def sizeHint(self, option: QStyleOptionViewItem, _index: _Index) -> QSize:  # noqa: N802
        """Qt's: the size of every card with the gap around it."""
        below = _height_below_picture(option.font)
        picture = min(max(option.rect.height() - below, _LEAST_PICTURE_PX), PICTURE_SIZE.height())
        return QSize(PICTURE_SIZE.width() + 4 * SPACE_XS, picture + below)

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
        height = option.rect.height() - _height_below_picture(option.font)
        picture = QRect(inner.topLeft(), QSize(PICTURE_SIZE.width(), height))
        _paint_picture(painter, picture, index.data(THUMBNAIL_ROLE))
        snapshot = index.data(SNAPSHOT_ROLE)
        if snapshot is not None:
            place = inner.adjusted(0, height + SPACE_XS, 0, 0)
            ratio = painter.device().devicePixelRatio()
            ink = option.palette.color(_Role.Text)
            self._keep_look(place.size(), ratio, option.font, ink)
            painter.drawPixmap(place.topLeft(), self._words_of(snapshot, place.size(), ratio))
        painter.restore()

    def _keep_look(self, size: QSize, ratio: float, font: QFont, ink: QColor) -> None:
        """Forget words that were drawn for another look."""
        look = (size.width(), size.height(), ratio, font.toString(), ink.rgba())
        if look != self._look:
            self._look = look
            self._font, self._ink = with_fixed_digits(font), QColor(ink)
            self._words.clear()

    def _words_of(self, snapshot: Snapshot, size: QSize, ratio: float) -> QPixmap:
        kept = self._words.get(snapshot.id)
        if kept is not None and kept[0] is snapshot:  # else its note is another now
            self._words.move_to_end(snapshot.id)
            return kept[1]
        words = QPixmap(size * ratio)
        words.setDevicePixelRatio(ratio)
        words.fill(Qt.GlobalColor.transparent)
        with QPainter(words) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(self._ink)
            painter.setFont(self._font)
            _paint_words(painter, QRect(0, 0, size.width(), size.height()), snapshot, self._ink)
        self._words[snapshot.id] = (snapshot, words)
        if len(self._words) > _MOST_KEPT:
            self._words.popitem(last=False)
        return words


def _height_below_picture(font: QFont) -> int:
    """Of all else in the height of a card: two lines of words, and the gaps."""
    return 2 * QFontMetrics(font).height() + 7 * SPACE_XS


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
    if metrics.horizontalAdvance(taken) + SPACE_S + _widest_kind(metrics) > first.width():
        taken = taken_words(snapshot, seconds=False)  # the tool tip has them
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


def _widest_kind(metrics: QFontMetrics) -> int:
    return max(metrics.horizontalAdvance(kind_word(kind)) for kind in KIND_NAMES)


def _shown_counts(snapshot: Snapshot) -> list[tuple[MaskLabel, int]]:
    counts = snapshot.counts()
    return [(label, counts[label]) for label in MaskLabel if counts[label]]
