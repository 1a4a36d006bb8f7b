"""Messages in the window that need no reply."""

import logging
import math
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QAction, QColor, QHideEvent, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QTextEdit,
    QToolButton,
    QWidget,
)

from maskapp.gui.shared.icons import pixmap, set_icon
from maskapp.gui.shared.make_action import plain_text
from maskapp.gui.shared.theme import SPACE_L, SPACE_M, SPACE_S, is_dark

_log = logging.getLogger(__name__)

_SHOWN_MS = 8000
_READING_MS = 60
"""Time for a character: about 200 words per minute."""
_ICON_PX = 20
_MOST_LINES = 4
_MOST_UNCLOSED = 5
"""Errors and warnings; all are in the log, too."""
_COLOURS = {
    ("error", False): ("#fde8e4", "#8a1a0f"),
    ("error", True): ("#4a211d", "#ffc9c1"),
    ("warning", False): ("#fdf3d3", "#5f4700"),
    ("warning", True): ("#453a16", "#ffe7a3"),
    ("about", False): ("#e3f1ec", "#0d4a3a"),
    ("about", True): ("#1c3b33", "#c5eadf"),
}
"""Colours of background and text, by icon and whether the theme is dark; contrast 7 : 1 or more."""


class _Text(QTextEdit):
    """A few lines of text; longer text scrolls, to leave room for the preview."""

    def __init__(self) -> None:
        super().__init__(readOnly=True)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.document().setDocumentMargin(0)

    def show_text(self, text: str) -> None:
        """Show a text from its beginning."""
        self.setPlainText(text)
        self.setAccessibleName(text)
        self._fit_height()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Fit the height to the lines that the new width needs."""
        super().resizeEvent(event)
        self._fit_height()

    def _fit_height(self) -> None:
        height = math.ceil(self.document().size().height())
        most = _MOST_LINES * self.fontMetrics().lineSpacing()
        self.setFixedHeight(min(height, most))
        is_long = height > most
        policies = Qt.ScrollBarPolicy  # "as needed" would be decided before the height is set
        self.setVerticalScrollBarPolicy(
            policies.ScrollBarAlwaysOn if is_long else policies.ScrollBarAlwaysOff
        )
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if is_long else Qt.FocusPolicy.ClickFocus)


@dataclass(frozen=True, slots=True)
class _Message:
    """A message.

    Attributes:
        kind: Error, warning or about, as the icons are named.
        text: A sentence.
        action: A next step, offered as a button; None for none.
    """

    kind: str
    text: str
    action: QAction | None = None


class MessageBar(QFrame):
    """One message with an icon and, optionally, a button; only notes disappear by themselves.

    Errors and warnings stay until the user closes them, one by one: errors before warnings, and
    of each the newest first, which is about what the user has just done. Notes wait behind errors
    only; a warning, which may stay for days, waits until a note could be read.

    Signals:
        ended: A message is gone; another one may follow at once.
    """

    ended = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown = _Message("about", "")
        self._unclosed: list[_Message] = []
        self._note: _Message | None = None
        self._icon = QLabel()
        self._text = _Text()
        self._more = QLabel()
        self._button = QPushButton()
        self._button.setProperty("primary", False)
        self._button.setAutoDefault(True)  # else Enter presses it on some desktops only
        self._button.clicked.connect(self._act)
        self._close = QToolButton(autoRaise=True)
        self._close.setToolTip(self.tr("Close this message"))
        self._close.setAccessibleName(self.tr("Close this message"))
        self._close.clicked.connect(self._dismiss)
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE_L, SPACE_S, SPACE_S, SPACE_S)
        row.setSpacing(SPACE_M)
        for widget in (self._icon, self._text, self._button, self._more, self._close):
            row.addWidget(widget)
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._end_note)
        self.setObjectName("messageBar")
        self.hide()

    @property
    def text(self) -> str:
        """The message that is shown; "" for none."""
        return "" if self.isHidden() else self._text.toPlainText()

    @Slot(str)
    def show_error(self, text: str, action: QAction | None = None) -> None:
        """Log and show an error until the user closes it; see `show_note` for the arguments."""
        _log.error("%s", text)
        self._add(_Message("error", text, action))

    @Slot(str)
    def show_warning(self, text: str) -> None:
        """Log a warning and show it until the user closes it; it waits for errors and a note."""
        _log.warning("%s", text)
        self._add(_Message("warning", text))

    def show_note(self, text: str, action: QAction | None = None) -> None:
        """Log and show a note for as long as it takes to read, once all errors are closed.

        Args:
            text: A sentence.
            action: A next step, offered as a button.
        """
        self._note = _Message("about", text, action)  # an older one no longer has to be told
        self._show_next()

    def withdraw(self, action: QAction) -> None:
        """Remove the messages that offer this action, whether shown or waiting."""
        self._remove(lambda message: message.action is action)

    @Slot(str)
    def withdraw_text(self, text: str) -> None:
        """Remove the message with this text, because it is no longer true."""
        self._remove(lambda message: message.text == text)

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802
        """Override `QWidget.hideEvent`: tell it unless the whole window is hidden."""
        super().hideEvent(event)
        if self.isHidden():
            self.ended.emit()

    def refresh(self) -> None:
        """Apply the colours of the current theme."""
        kind = self._shown.kind
        background, colour = _COLOURS[kind, is_dark()]
        text = f"QTextEdit {{ background: transparent; border: none; color: {colour}; }}"
        bar = "QTextEdit QScrollBar { background: transparent; }"
        more = f"QLabel {{ color: {colour}; }}"
        self.setStyleSheet(f"#messageBar {{ background: {background}; }} {text} {bar} {more}")
        set_icon(self._close, "close")
        ratio = self.devicePixelRatioF()
        self._icon.setPixmap(pixmap(kind, _ICON_PX, QColor(colour), ratio))

    def _add(self, message: _Message) -> None:
        others = [each for each in self._unclosed if each.text != message.text]
        self._unclosed = sorted([message, *others], key=lambda each: each.kind != "error")
        del self._unclosed[_MOST_UNCLOSED:]
        self._show_next()

    def _remove(self, is_meant: Callable[[_Message], bool]) -> None:
        if self._note and is_meant(self._note):
            self._note = None
        self._unclosed = [each for each in self._unclosed if not is_meant(each)]
        if not self.isHidden() and is_meant(self._shown):
            self.hide()
        self._show_next()

    def _show_next(self) -> None:
        """Show what comes first; a message that is shown already, or a note, stays as it is."""
        first = self._unclosed[0] if self._unclosed else None
        has_error = first is not None and first.kind == "error"
        if self._note and not has_error:
            note, self._note = self._note, None
            _log.info("%s", note.text)
            self._show(note)
            self._timer.start(max(_SHOWN_MS, _READING_MS * len(note.text)))
        elif first and (self.isHidden() or (first != self._shown and not self._keeps_note(first))):
            self._show(first)
        waiting = len(self._unclosed) + (self._note is not None) - (self._shown in self._unclosed)
        self._more.setText(self.tr("{0} more").format(waiting))
        self._more.setVisible(waiting > 0)

    def _show(self, message: _Message) -> None:
        self._timer.stop()
        self._shown = message
        self._text.show_text(message.text)
        self._button.setVisible(message.action is not None)
        self._button.setText(plain_text(message.action).rstrip("…") if message.action else "")
        self.refresh()
        self.show()

    def _keeps_note(self, first: _Message) -> bool:
        """Return whether what is shown is a note, which only an error replaces."""
        return self._shown.kind == "about" and first.kind != "error"

    @Slot()
    def _end_note(self) -> None:
        self.hide()
        self._show_next()

    @Slot()
    def _dismiss(self) -> None:
        """Close the message and show the next one, if any."""
        self._remove(lambda message: message == self._shown)

    @Slot()
    def _act(self) -> None:
        action = self._shown.action
        self._dismiss()  # first, so that a message of the action replaces the note that waited
        if action is not None:
            action.trigger()
