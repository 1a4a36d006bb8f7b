"""The window of the door display."""

from PySide6.QtCore import QRectF, QSizeF, Qt, Signal, Slot
from PySide6.QtGui import (
    QCloseEvent,
    QFocusEvent,
    QFont,
    QImage,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QWidget

from maskapp.gui.door.door_layout import door_layout, fitted_text
from maskapp.gui.door.door_look import DOOR_LOOKS, paint_symbol
from maskapp.gui.door.door_picture import DoorPicture
from maskapp.gui.door.escape_hold import EscapeHold
from maskapp.gui.door.leave_hint import LeaveHint
from maskapp.live.door.people_at_door import ANSWERS, DoorSign

_QUIET_SHARE = 0.3
"""Height of the words that are not an answer, as a share of the room for an answer."""


class DoorWindow(QWidget):
    """A full screen that shows one sign to the person at the door.

    It has no parent: it stays while the main window is hidden.

    Attributes:
        sign: The sign that is shown.
        text: Its sentence.
        note: A short line for the people who run it; "" for none.
        hold: Follows how long Esc is held.
        hint: Says how to leave.
    """

    left = Signal()
    """The user wants to leave: Esc was held and released."""

    def __init__(self) -> None:
        super().__init__()
        self.setWindowTitle(self.tr("Door display"))
        self.setCursor(Qt.CursorShape.BlankCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.sign, self.text, self.note = DoorSign.UNAVAILABLE, "", ""
        self._picture = DoorPicture(self)
        self._has_picture = False
        self.hint = LeaveHint(self)
        self.hold = EscapeHold(self)
        self.hold.progressed.connect(self.hint.show_progress)
        self.hold.reached.connect(self.hint.show_end)
        self.hold.released.connect(self.hint.show_how)
        self.hold.completed.connect(self.left)

    def show_sign(self, sign: DoorSign, text: str, note: str = "") -> None:
        """Show a sign.

        Args:
            sign: The sign.
            text: Its sentence.
            note: A short line for the people who run it; "" for none.
        """
        if (sign, text, note) == (self.sign, self.text, self.note):
            return
        self.sign, self.text, self.note = sign, text, note
        self.setAccessibleName(text)
        self.update()

    def set_picture_wanted(self, is_wanted: bool) -> None:
        """Make room for the picture of the people, or none."""
        self._has_picture = is_wanted
        if not is_wanted:
            self._picture.clear()
        self._arrange()

    def show_picture(self, image: QImage) -> None:
        """Show a picture of the people, if one is wanted."""
        if self._has_picture:
            self._picture.show_image(image)

    @Slot()
    def clear_picture(self) -> None:
        """Show no picture until the next one."""
        self._picture.clear()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Override `QWidget.resizeEvent`."""
        super().resizeEvent(event)
        self._arrange()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Override `QWidget.paintEvent`."""
        look = DOOR_LOOKS[self.sign]
        layout = door_layout(QSizeF(self.size()), has_picture=self._has_picture)
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), look.background)
            paint_symbol(painter, layout.symbol, look, self.devicePixelRatioF())
            painter.setPen(look.ink)
            # Answers are larger than what is shown while nobody is spoken to.
            lines = layout.text if self.sign in ANSWERS else _quiet(layout.text)
            self._paint_text(painter, lines, self.text, QFont.Weight.Bold)
            self._paint_text(painter, layout.note, self.note, QFont.Weight.Normal)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Override `QWidget.keyPressEvent`: only Esc does anything."""
        self.hold.press(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Override `QWidget.keyReleaseEvent`."""
        self.hold.release(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """Override `QWidget.focusOutEvent`: the release of Esc would not arrive."""
        super().focusOutEvent(event)
        self.hold.cancel()

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802
        """Override `QWidget.closeEvent`: only Esc leaves it, and not Alt+F4 or its like.

        The end of the session does not come this way: it closes the main window.
        """
        if event.spontaneous():
            event.ignore()
            self.hint.show_how()

    def _arrange(self) -> None:
        layout = door_layout(QSizeF(self.size()), has_picture=self._has_picture)
        self._picture.set_place(layout.picture)
        self.hint.place()
        self.update()

    def _paint_text(
        self, painter: QPainter, place: QRectF, text: str, weight: QFont.Weight
    ) -> None:
        if not text:
            return
        font = self.font()
        font.setWeight(weight)
        fitted = fitted_text(font, text, place.size())
        painter.setFont(fitted.font)
        narrow = QRectF(0, 0, fitted.width, place.height())
        narrow.moveCenter(place.center())
        flags = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignCenter
        painter.drawText(narrow, int(flags), text)


def _quiet(place: QRectF) -> QRectF:
    """Return the middle part of a place that quiet words take."""
    middle = QRectF(0, 0, place.width(), place.height() * _QUIET_SHARE)
    middle.moveCenter(place.center())
    return middle
