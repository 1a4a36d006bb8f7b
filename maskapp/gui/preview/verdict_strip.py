"""The verdict on everybody in view, as a strip that is read from three metres."""

import math
from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from maskapp.gui.preview.steady_verdict import SteadyVerdict
from maskapp.gui.shared.mask_label_marks import label_colour, paint_mark
from maskapp.gui.shared.theme import SPACE_L, SPACE_M, SPACE_S
from maskapp.live.verdict import Verdict, verdict_on, verdict_text
from maskapp.records import MaskLabel

_HEIGHT_SHARE = 0.13
"""Of the height of the picture and the strip together; a portrait screen takes it of the width."""
_LEAST_SHARE = 0.055
_USUAL_HEIGHT_PX, _LEAST_HEIGHT_PX = 48, 32
"""In a small window, and where a long message leaves little room."""
_FONT_SHARE = 0.62
_MARK_SHARE = 0.62
_GAP_SHARE = 0.3
_SYMBOL_SHARE = 0.54
"""Of the mark that `paint_mark` paints; its square is not seen on the strip of the same colour."""
_NOTE_SHARE = 0.36
_SMALLEST_FONT_PX = 10
_NEUTRAL = QColor("#3b4248")
"""Background where nobody is in view; white on it has a contrast of 10."""
_NOTE_BACKGROUND = QColor(0, 0, 0, 210)


class VerdictStrip(QWidget):
    """A strip with the colour, the symbol and the words of the verdict.

    It stands above the picture instead of covering it: the faces of people near a camera reach to
    the upper edge. It is hidden while there is nothing to say or the user does not want it.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._steady = SteadyVerdict()
        self._is_wanted = True
        self._height_px = _USUAL_HEIGHT_PX
        self._verdict: Verdict | None = None
        self._text = ""
        self._note = self._live_word = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.hide()

    @property
    def text(self) -> str:
        """What the strip says; "" if it has nothing to say."""
        return self._text

    @property
    def note(self) -> str:
        """The word beside it, such as "Paused"; "" for none."""
        return self._note

    def set_wanted(self, is_wanted: bool) -> None:
        """Show the strip whenever it has something to say, or never."""
        self._is_wanted = is_wanted
        self._refresh()

    def show_counts(self, counts: Mapping[MaskLabel, int], *, is_still: bool) -> None:
        """Show the verdict on the faces of another frame.

        Args:
            counts: Number of faces in view by label; every label is a key.
            is_still: Whether the frame is a picture, or a moving one that stands: its own verdict
                is then shown at once.
        """
        verdict: Verdict | None = self._steady.add(verdict_on(counts))
        if is_still:
            verdict = self._steady.settle()
        self._show(verdict, self._note)

    def set_note(self, note: str) -> None:
        """Say beside the verdict that the picture stands, as in "Paused"; "" once it moves."""
        self._show(self._steady.settle() if note else self._verdict, note)

    def set_live_word(self, word: str) -> None:
        """Say beside the verdict that it is live, while there is no note; "" for nothing."""
        self._live_word = word
        self._refresh()

    def show_words(self, text: str) -> None:
        """Show words in place of a verdict, such as those on a lost connection."""
        self._steady.clear()
        self._verdict, self._text, self._note = None, text, ""
        self._refresh()

    def clear(self) -> None:
        """Hide until there is something to say."""
        self.show_words("")

    def fit(self, width: int, height: int) -> None:
        """Take a share of the room for the picture and the strip, in pixels."""
        wanted = max(min(width, height) * _HEIGHT_SHARE, height * _LEAST_SHARE)
        self._height_px = max(_USUAL_HEIGHT_PX, math.ceil(wanted))
        self.updateGeometry()

    def sizeHint(self) -> QSize:  # noqa: N802
        """Return the height that `fit` found."""
        return QSize(0, self._height_px)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Return a height that can still be read."""
        return QSize(0, _LEAST_HEIGHT_PX)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Paint colour, symbol and words, and the note at the right."""
        label = self._verdict.label if self._verdict else None
        background = label_colour(label) if label else _NEUTRAL
        colour = QColor(Qt.GlobalColor.black if label else Qt.GlobalColor.white)
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.fillRect(self.rect(), background)
            room = QRectF(self.rect()).adjusted(SPACE_L, 0, -SPACE_L, 0)
            if note := self._word_beside():
                room.setRight(self._paint_note(painter, note, room) - SPACE_M)
            self._paint_words(painter, room, colour)

    def _paint_words(self, painter: QPainter, room: QRectF, colour: QColor) -> None:
        """Paint the symbol and the words in the middle, as large as they fit."""
        mark_px = self.height() * _MARK_SHARE if self._verdict else 0.0
        gap_px = self.height() * _GAP_SHARE if self._verdict else 0.0
        available_px = max(1.0, room.width() - mark_px - gap_px)
        font = _fitting_font(self.font(), self._text, self.height() * _FONT_SHARE, available_px)
        metrics = QFontMetricsF(font)
        text = metrics.elidedText(self._text, Qt.TextElideMode.ElideRight, available_px)
        needed_px = mark_px + gap_px + metrics.horizontalAdvance(text)
        left = room.left() + max(0.0, room.width() - needed_px) / 2
        if self._verdict:
            mark = QRectF(left, (self.height() - mark_px) / 2, mark_px, mark_px)
            _paint_symbol(painter, mark, self._verdict.label, colour)
        painter.setFont(font)
        painter.setPen(colour)
        words = QRectF(left + mark_px + gap_px, 0, available_px + 1, self.height())
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)

    def _paint_note(self, painter: QPainter, note: str, room: QRectF) -> float:
        """Paint the note in a pill at the right; return the left edge of the pill."""
        note_px = self.height() * _NOTE_SHARE
        font = _fitting_font(self.font(), note, note_px, room.width() / 3)
        metrics = QFontMetricsF(font)
        pill = QRectF(0, 0, metrics.horizontalAdvance(note) + 2 * SPACE_M, 0)
        pill.setHeight(metrics.height() + SPACE_S)
        pill.moveRight(room.right())
        pill.moveTop((self.height() - pill.height()) / 2)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(_NOTE_BACKGROUND)
        painter.drawRoundedRect(pill, pill.height() / 2, pill.height() / 2)
        painter.setFont(font)
        painter.setPen(Qt.GlobalColor.white)
        painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, note)
        return pill.left()

    def _show(self, verdict: Verdict | None, note: str) -> None:
        if verdict == self._verdict and note == self._note:
            return
        self._note = note
        if verdict is not None:
            self._verdict = verdict
            self._text = QCoreApplication.translate("Verdict", verdict_text(verdict))
        self._refresh()

    def _word_beside(self) -> str:
        return self._note or (self._live_word if self._verdict else "")

    def _refresh(self) -> None:
        self.setVisible(self._is_wanted and bool(self._text))
        note = self._word_beside()
        name = f"{self._text} ({note})" if note else self._text
        self.setAccessibleName(name)  # screen readers are told of the change
        self.setToolTip(name)
        self.update()


def _fitting_font(base: QFont, text: str, size_px: float, width_px: float) -> QFont:
    """Return a bold font of a size, or of a smaller one with which the text fits."""
    font = QFont(base)
    font.setBold(True)
    font.setPixelSize(max(_SMALLEST_FONT_PX, round(size_px)))
    needed_px = QFontMetricsF(font).horizontalAdvance(text)
    if needed_px > width_px:
        fitting_px = int(font.pixelSize() * width_px / needed_px)
        font.setPixelSize(max(_SMALLEST_FONT_PX, fitting_px))
    return font


def _paint_symbol(painter: QPainter, rect: QRectF, label: MaskLabel | None, colour: QColor) -> None:
    """Paint the symbol of a label, or the empty circle of nobody."""
    if label is not None:
        square = QRectF(rect.topLeft(), rect.size() / _SYMBOL_SHARE)
        square.moveCenter(rect.center())
        paint_mark(painter, square, label)
        return
    width_px = rect.width() * 0.1
    inset_px = rect.width() * 0.1
    painter.setPen(QPen(colour, width_px))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawEllipse(rect.adjusted(inset_px, inset_px, -inset_px, -inset_px))
