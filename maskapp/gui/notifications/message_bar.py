"""Messages in the window that need no reply."""

import logging
import math

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtGui import QAction, QColor, QResizeEvent
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


class MessageBar(QFrame):
    """One message with an icon and, optionally, a button; only notes disappear by themselves."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kind = "about"
        self._action: QAction | None = None
        self._waiting: tuple[str, QAction | None] | None = None
        self._icon = QLabel()
        self._text = _Text()
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
        for widget in (self._icon, self._text, self._button, self._close):
            row.addWidget(widget)
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.hide)
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
        self._show("error", text, action)

    @Slot(str)
    def show_warning(self, text: str) -> None:
        """Log and show a warning until the user closes it."""
        _log.warning("%s", text)
        self._show("warning", text, None)

    def show_note(self, text: str, action: QAction | None = None) -> None:
        """Log and show a note for as long as it takes to read; while an error is shown, it waits.

        Args:
            text: A sentence.
            action: A next step, offered as a button.
        """
        if not self.isHidden() and self._kind == "error":
            self._waiting = text, action
            return
        self._waiting = None  # an older one, which no longer has to be told
        _log.info("%s", text)
        self._show("about", text, action)
        self._timer.start(max(_SHOWN_MS, _READING_MS * len(text)))

    def withdraw(self, action: QAction) -> None:
        """Remove the message that offers this action; if it is shown, show the one that waited."""
        if self._waiting and self._waiting[1] is action:
            self._waiting = None
        if self._action is action and not self.isHidden():
            self._dismiss()

    @Slot(str)
    def withdraw_text(self, text: str) -> None:
        """Remove the message with this text, because it is no longer true."""
        if self.text == text:
            self._dismiss()

    def refresh(self) -> None:
        """Apply the colours of the current theme."""
        background, colour = _COLOURS[self._kind, is_dark()]
        text = f"QTextEdit {{ background: transparent; border: none; color: {colour}; }}"
        bar = "QTextEdit QScrollBar { background: transparent; }"
        self.setStyleSheet(f"#messageBar {{ background: {background}; }} {text} {bar}")
        set_icon(self._close, "close")
        ratio = self.devicePixelRatioF()
        self._icon.setPixmap(pixmap(self._kind, _ICON_PX, QColor(colour), ratio))

    def _show(self, kind: str, text: str, action: QAction | None) -> None:
        self._timer.stop()
        self._kind, self._action = kind, action
        self._text.show_text(text)
        self._button.setVisible(action is not None)
        self._button.setText(plain_text(action).rstrip("…") if action else "")
        self.refresh()
        self.show()

    @Slot()
    def _dismiss(self) -> None:
        """Close the message and show the note that waited, if any."""
        self.hide()
        if self._waiting:
            text, action = self._waiting
            self._waiting = None
            self.show_note(text, action)

    @Slot()
    def _act(self) -> None:
        action = self._action
        self._dismiss()  # first, so that a message of the action replaces the note that waited
        if action is not None:
            action.trigger()
