"""Painting of a snapshot as a card: its face, and beside it time, label, length and source."""

from collections import Counter

from cachetools import LRUCache
from PySide6.QtCore import (
    QCoreApplication,
    QModelIndex,
    QPersistentModelIndex,
    QPointF,
    QRect,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QColor, QFont, QFontMetrics, QImage, QPainter, QPalette, QPen, QPixmap
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from maskapp.gui.shared.formatting import with_fixed_digits
from maskapp.gui.shared.icons import pixmap
from maskapp.gui.shared.mask_label_marks import label_colour, label_word, paint_mark
from maskapp.gui.shared.theme import PREVIEW_BACKGROUND, SPACE_M, SPACE_S, SPACE_XS
from maskapp.gui.snapshots.snapshot_model import (
    SNAPSHOT_ROLE,
    THUMBNAIL_ROLE,
    clock_text,
    day_text,
    ending_text,
    kind_text,
)
from maskapp.outputs.durations import format_duration
from maskapp.outputs.snapshots.records import Snapshot
from maskapp.outputs.snapshots.true_label import TRUE_LABEL_WORDS
from maskapp.records import MaskLabel

PICTURE_SIZE = QSize(124, 136)
"""Maximum size of a picture, which shows a face; higher than wide, as faces are."""
_LINES = 4
_MARK_PX = 14
_ICON_PX = 16
_EDGE_PX = 4
_RADIUS_PX = 6
_THICK_PX = 3
_TINT = 0.25
_ON_PICTURE = QColor("#aab2b9")
"""Colour of icons on the picture's dark background, which is the same in both themes."""
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_Aspect = Qt.AspectRatioMode
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
        around_px = 4 * SPACE_XS
        least_px = _LINES * QFontMetrics(option.font).height()
        picture_px = min(option.rect.height() - around_px, PICTURE_SIZE.height())
        width = PICTURE_SIZE.width() + SPACE_S + _text_width_px(option.font) + 5 * SPACE_XS
        return QSize(width, max(picture_px, least_px) + around_px)

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
        picture = QRect(inner.topLeft(), QSize(PICTURE_SIZE.width(), inner.height()))
        snapshot = index.data(SNAPSHOT_ROLE)
        _paint_picture(painter, picture, index.data(THUMBNAIL_ROLE), snapshot)
        if snapshot is not None:
            _paint_cause(painter, picture, snapshot)
            text_rect = inner.adjusted(picture.width() + SPACE_S, 0, -SPACE_XS, 0)
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


def _text_width_px(font: QFont) -> int:
    """Return the width of the text beside a picture: time and date."""
    bold = QFont(font)
    bold.setBold(True)
    time_px = QFontMetrics(bold).horizontalAdvance("00:00:00")
    return time_px + SPACE_M + QFontMetrics(font).horizontalAdvance("0000-00-00")


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
    # That of a face fills its place, which is lower in a low panel; a whole picture fits in.
    is_face = thumbnail.height() > thumbnail.width()
    mode = _Aspect.KeepAspectRatioByExpanding if is_face else _Aspect.KeepAspectRatio
    inside = QRect(place.topLeft(), thumbnail.size().scaled(place.size(), mode))
    inside.moveCenter(place.center())
    painter.save()
    painter.setClipRect(place)
    painter.drawImage(inside, thumbnail)
    painter.restore()


def _paint_cause(painter: QPainter, place: QRect, snapshot: Snapshot) -> None:
    """Paint what tells an event from a snapshot that was taken manually, on its picture."""
    if snapshot.event is not None:
        edge = QRect(place.topLeft(), QSize(_EDGE_PX, place.height()))
        painter.fillRect(edge, label_colour(snapshot.event.label))
    badge_icon = "snapshot" if snapshot.kind == "manual" else ""
    if snapshot.clip is not None:
        badge_icon = "video"
    if badge_icon:
        side = _ICON_PX + SPACE_S
        badge = QRectF(place.right() + 1 - side, place.bottom() + 1 - side, side, side)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(PREVIEW_BACKGROUND)
        painter.drawRoundedRect(badge, _RADIUS_PX, _RADIUS_PX)
        icon = pixmap(badge_icon, _ICON_PX, _ON_PICTURE, painter.device().devicePixelRatio())
        painter.drawPixmap(badge.topLeft() + QPointF(SPACE_XS, SPACE_XS), icon)


def _paint_text(painter: QPainter, place: QRect, snapshot: Snapshot, ink: QColor) -> None:
    """Paint four lines: time and date; label; length and ending, or kind; source."""
    height = painter.fontMetrics().height()
    gap = min(SPACE_S, max(0, (place.height() - _LINES * height) // (_LINES + 1)))
    top = place.top() + (place.height() - _LINES * height - (_LINES - 1) * gap) // 2
    lines = [
        QRect(place.left(), top + number * (height + gap), place.width(), height)
        for number in range(_LINES)
    ]
    _paint_time(painter, lines[0], snapshot)
    _paint_labels(painter, lines[1], snapshot)
    if snapshot.note:
        note = pixmap("note", _ICON_PX, ink, painter.device().devicePixelRatio())
        last = lines[3]
        painter.drawPixmap(last.right() - _ICON_PX, last.center().y() - _ICON_PX // 2, note)
        last.setRight(last.right() - _ICON_PX - SPACE_XS)
    _draw_elided(painter, lines[2], _course_text(snapshot))
    _draw_elided(painter, lines[3], snapshot.source)


def _paint_time(painter: QPainter, line: QRect, snapshot: Snapshot) -> None:
    """Paint the time, which is found first, and the date if it fits."""
    font = painter.font()
    bold = QFont(font)
    bold.setBold(True)
    painter.setFont(bold)
    time = clock_text(snapshot)
    left = line.left() + painter.fontMetrics().horizontalAdvance(time) + SPACE_S
    painter.drawText(line, _LEFT, time)
    painter.setFont(font)
    day = day_text(snapshot)
    if left + painter.fontMetrics().horizontalAdvance(day) <= line.right() + 1:
        painter.drawText(line, _RIGHT, day)


def _paint_labels(painter: QPainter, line: QRect, snapshot: Snapshot) -> None:
    """Paint mark and word of the event's label, or of each label with its number of faces."""
    event, counts = snapshot.event, snapshot.counts()
    if event is not None:
        counts = Counter({event.label: 1})
    if not counts:
        _draw_elided(painter, line, QCoreApplication.translate("SnapshotModel", "No face"))
    rest = QRect(line)
    for label in (label for label in MaskLabel if counts[label]):
        rest.setLeft(_paint_mark(painter, rest.left(), line, label))
        word = label_word(label) if len(counts) == 1 else ""
        number = str(counts[label]) if counts.total() > 1 else ""
        text = f"{number} × {word}" if number and word else number or word
        if event is not None and event.person in snapshot.corrections:
            truth = TRUE_LABEL_WORDS[snapshot.corrections[event.person]]
            text = f"{word} → {QCoreApplication.translate('MaskLabel', truth)}"
        _draw_elided(painter, rest, text)
        rest.setLeft(rest.left() + painter.fontMetrics().horizontalAdvance(text) + SPACE_S)


def _course_text(snapshot: Snapshot) -> str:
    """Return how long an event was and how it ended; of other snapshots, their kind."""
    event = snapshot.event
    text = kind_text(snapshot.kind)
    if event is not None:
        text = f"{format_duration(event.length_s)} · {ending_text(event.ending)}"
    elif snapshot.corrections:
        text += " · " + QCoreApplication.translate("SnapshotModel", "corrected")
    return text


def _draw_elided(painter: QPainter, line: QRect, text: str) -> None:
    middle = Qt.TextElideMode.ElideMiddle
    painter.drawText(line, _LEFT, painter.fontMetrics().elidedText(text, middle, line.width()))


def _paint_mark(painter: QPainter, left: int, line: QRect, label: MaskLabel) -> int:
    """Paint the mark of a label in a line; return where the text after it begins."""
    mark = QRectF(left, line.center().y() - _MARK_PX / 2 + 0.5, _MARK_PX, _MARK_PX)
    paint_mark(painter, mark, label)
    return left + _MARK_PX + SPACE_XS
