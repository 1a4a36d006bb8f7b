"""Painting of a snapshot as a card: its thumbnail, time, kind, labels and source."""

from cachetools import LRUCache
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
from maskapp.gui.shared.theme import PREVIEW_BACKGROUND, SPACE_S, SPACE_XS
from maskapp.gui.snapshots.snapshot_model import (
    SNAPSHOT_ROLE,
    THUMBNAIL_ROLE,
    ending_text,
    kind_text,
    time_text,
)
from maskapp.outputs.durations import format_duration
from maskapp.outputs.snapshots.records import KIND_NAMES, Snapshot
from maskapp.records import MaskLabel

PICTURE_SIZE = QSize(190, 107)
"""Maximum size of a picture; a window 900 px wide then shows four cards side by side."""
_MIN_PICTURE_HEIGHT_PX = 40
"""Minimum height of a picture: in a low panel, the text below it must stay visible."""
_MARK_PX = 14
_ICON_PX = 16
_RADIUS_PX = 6
_THICK_PX = 3
_TINT = 0.25
_ON_PICTURE = QColor("#aab2b9")
"""Colour of icons on the picture's dark background, which is the same in both themes."""
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_State = QStyle.StateFlag
_Role = QPalette.ColorRole
_Index = QModelIndex | QPersistentModelIndex


_MAX_CACHED_TEXTS = 200
"""Maximum number of cached texts, about 0.1 MB each at double pixel density."""


class CardDelegate(QStyledItemDelegate):
    """A delegate that paints all cards at the same size.

    The text of a card is painted once and cached as a pixmap. Painting takes 30 calls to Qt, each
    of which may wait for another thread to release Python's lock: too slow while scrolling.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._texts: LRUCache[int, tuple[Snapshot, QPixmap]] = LRUCache(_MAX_CACHED_TEXTS)
        self._look: object = None

    def sizeHint(self, option: QStyleOptionViewItem, _index: _Index) -> QSize:  # noqa: N802
        """Return the size of every card, including the gap around it."""
        below_px = _height_below_picture_px(option.font)
        picture_px = max(option.rect.height() - below_px, _MIN_PICTURE_HEIGHT_PX)
        picture_px = min(picture_px, PICTURE_SIZE.height())
        return QSize(PICTURE_SIZE.width() + 4 * SPACE_XS, picture_px + below_px)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Paint one card."""
        painter.save()
        painter.setRenderHints(
            QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform
        )
        # The gap is on the right, so that the first card is aligned with the filters.
        card = option.rect.adjusted(0, SPACE_XS, -2 * SPACE_XS, -SPACE_XS)
        _paint_ground(painter, option, card)
        inner = card.adjusted(SPACE_XS, SPACE_XS, -SPACE_XS, -SPACE_XS)
        height = option.rect.height() - _height_below_picture_px(option.font)
        picture = QRect(inner.topLeft(), QSize(PICTURE_SIZE.width(), height))
        snapshot = index.data(SNAPSHOT_ROLE)
        _paint_picture(painter, picture, index.data(THUMBNAIL_ROLE), snapshot)
        if snapshot is not None:
            text_rect = inner.adjusted(0, height + SPACE_XS, 0, 0)
            ratio = painter.device().devicePixelRatio()
            ink = option.palette.color(_Role.Text)
            self._set_look(text_rect.size(), ratio, option.font, ink)
            text = self._painted_text(snapshot, text_rect.size(), ratio)
            painter.drawPixmap(text_rect.topLeft(), text)
        painter.restore()

    def _set_look(self, size: QSize, ratio: float, font: QFont, ink: QColor) -> None:
        """Clear the cache if the look of the cards has changed."""
        look = (size.width(), size.height(), ratio, font.toString(), ink.rgba())
        if look != self._look:
            self._look = look
            self._font, self._ink = with_fixed_digits(font), QColor(ink)
            self._texts.clear()

    def _painted_text(self, snapshot: Snapshot, size: QSize, ratio: float) -> QPixmap:
        cached = self._texts.get(snapshot.id)
        if cached is not None and cached[0] is snapshot:  # otherwise its note has changed
            return cached[1]
        text = QPixmap(size * ratio)
        text.setDevicePixelRatio(ratio)
        text.fill(Qt.GlobalColor.transparent)
        with QPainter(text) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(self._ink)
            painter.setFont(self._font)
            _paint_text(painter, QRect(0, 0, size.width(), size.height()), snapshot, self._ink)
        self._texts[snapshot.id] = (snapshot, text)
        return text


def _height_below_picture_px(font: QFont) -> int:
    """Return the height of everything but the picture: two lines of text, and the gaps."""
    return 2 * QFontMetrics(font).height() + 7 * SPACE_XS


def _paint_ground(painter: QPainter, option: QStyleOptionViewItem, card: QRect) -> None:
    # A selected card is only tinted, so that its labels keep their contrast.
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


def _paint_picture(
    painter: QPainter, place: QRect, thumbnail: QImage | None, snapshot: Snapshot | None
) -> None:
    painter.fillRect(place, PREVIEW_BACKGROUND)
    if thumbnail is None:
        return
    if thumbnail.isNull():
        icon = pixmap("pictures", _ICON_PX, _ON_PICTURE, painter.device().devicePixelRatio())
        painter.drawPixmap(place.center().x() - _ICON_PX // 2, place.center().y() - 8, icon)
        if snapshot is not None and not snapshot.has_picture:
            text = QCoreApplication.translate("SnapshotModel", "Picture missing")
            below = place.adjusted(0, place.height() // 2 + _ICON_PX // 2, 0, 0)
            painter.setPen(_ON_PICTURE)
            painter.drawText(below, Qt.AlignmentFlag.AlignCenter, text)
        return
    size = thumbnail.size().scaled(place.size(), Qt.AspectRatioMode.KeepAspectRatio)
    inside = QRect(place.topLeft(), size)
    inside.moveCenter(place.center())
    painter.drawImage(inside, thumbnail)


def _paint_text(painter: QPainter, lines: QRect, snapshot: Snapshot, ink: QColor) -> None:
    """Paint two lines: time and kind; labels, source and a mark if there is a note.

    Of an event, its start and length; its label, how it ended, and so on.
    """
    metrics = painter.fontMetrics()
    first = QRect(lines.left(), lines.top(), lines.width(), metrics.height())
    second = first.translated(0, metrics.height() + SPACE_XS)
    if snapshot.event is None:
        _paint_time_and_kind(painter, first, snapshot)
    else:
        painter.drawText(first, _LEFT, time_text(snapshot))
        painter.drawText(first, _RIGHT, format_duration(snapshot.event.length_s))
    if snapshot.note:
        note = pixmap("note", _ICON_PX, ink, painter.device().devicePixelRatio())
        painter.drawPixmap(second.right() - _ICON_PX, second.center().y() - _ICON_PX // 2, note)
        second.setRight(second.right() - _ICON_PX - SPACE_XS)
    paint = _paint_labels if snapshot.event is None else _paint_ending
    left = paint(painter, second, snapshot)
    source_rect = QRect(left, second.top(), second.right() - left, second.height())
    middle = Qt.TextElideMode.ElideMiddle
    source = metrics.elidedText(snapshot.source, middle, source_rect.width())
    painter.drawText(source_rect, _RIGHT, source)


def _paint_time_and_kind(painter: QPainter, line: QRect, snapshot: Snapshot) -> None:
    metrics = painter.fontMetrics()
    time = time_text(snapshot)
    if metrics.horizontalAdvance(time) + SPACE_S + _widest_kind_px(metrics) > line.width():
        time = time_text(snapshot, seconds=False)  # the tool tip shows them
    painter.drawText(line, _LEFT, time)
    room_px = line.width() - metrics.horizontalAdvance(time) - SPACE_S
    kind = metrics.elidedText(kind_text(snapshot.kind), Qt.TextElideMode.ElideRight, room_px)
    painter.drawText(line, _RIGHT, kind)


def _paint_labels(painter: QPainter, line: QRect, snapshot: Snapshot) -> int:
    """Paint the number of faces per label; return where they end, in pixels."""
    metrics = painter.fontMetrics()
    left = line.left()
    counts = snapshot.counts()
    if not counts:
        no_face = QCoreApplication.translate("SnapshotModel", "No face")
        painter.drawText(line, _LEFT, no_face)
        left += metrics.horizontalAdvance(no_face) + SPACE_S
    for label in MaskLabel:
        if not counts[label]:
            continue
        left = _paint_mark(painter, left, line, label)
        count = str(counts[label])
        painter.drawText(QRect(left, line.top(), 64, line.height()), _LEFT, count)
        left += metrics.horizontalAdvance(count) + SPACE_S
    return left


def _paint_ending(painter: QPainter, line: QRect, snapshot: Snapshot) -> int:
    """Paint the label of an event and how it ended; return where they end, in pixels."""
    assert snapshot.event is not None
    left = _paint_mark(painter, line.left(), line, snapshot.event.label)
    ending = ending_text(snapshot.event.ending)
    painter.drawText(QRect(left, line.top(), line.right() - left, line.height()), _LEFT, ending)
    return left + painter.fontMetrics().horizontalAdvance(ending) + SPACE_S


def _paint_mark(painter: QPainter, left: int, line: QRect, label: MaskLabel) -> int:
    """Paint the mark of a label in a line; return where the text after it begins."""
    mark = QRectF(left, line.center().y() - _MARK_PX / 2 + 0.5, _MARK_PX, _MARK_PX)
    paint_mark(painter, mark, label)
    return left + _MARK_PX + SPACE_XS


def _widest_kind_px(metrics: QFontMetrics) -> int:
    return max(metrics.horizontalAdvance(kind_text(kind)) for kind in KIND_NAMES)
