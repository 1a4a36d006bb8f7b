"""Messages inside the window, for what needs no answer."""

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

from maskapp.gui.shared.actions import plain_text
from maskapp.gui.shared.icons import pixmap, set_icon
from maskapp.gui.shared.theme import SPACE_L, SPACE_M, SPACE_S, is_dark

_log = logging.getLogger(__name__)

_SHOWN_MS = 8000
_ICON_PX = 20
_MOST_LINES = 4
_GROUNDS = {
    ("error", False): ("#fde8e4", "#8a1a0f"),
    ("error", True): ("#4a211d", "#ffc9c1"),
    ("warning", False): ("#fdf3d3", "#5f4700"),
    ("warning", True): ("#453a16", "#ffe7a3"),
    ("about", False): ("#e3f1ec", "#0d4a3a"),
    ("about", True): ("#1c3b33", "#c5eadf"),
}
"""Ground and text by icon and whether the theme is dark; the contrast is 7 : 1 or more."""


class _Text(QTextEdit):
    """A text in a few lines; a longer one is scrolled, so that the picture keeps its room."""

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
        """Qt's: another width takes another number of lines."""
        super().resizeEvent(event)
        self._fit_height()

    def _fit_height(self) -> None:
        whole = math.ceil(self.document().size().height())
        most = _MOST_LINES * self.fontMetrics().lineSpacing()
        self.setFixedHeight(min(whole, most))
        is_long = whole > most
        policies = Qt.ScrollBarPolicy  # not as needed: that is decided before the height is known
        self.setVerticalScrollBarPolicy(
            policies.ScrollBarAlwaysOn if is_long else policies.ScrollBarAlwaysOff
        )
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if is_long else Qt.FocusPolicy.ClickFocus)


class MessageBar(QFrame):
    """One message with an icon and perhaps a button; errors stay until they are closed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kind = "about"
        self._action: QAction | None = None
        self._waiting: tuple[str, QAction | None] | None = None
        self._icon = QLabel()
        self._text = _Text()
        self._button = QPushButton()
        self._button.setProperty("primary", False)
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
        self._timer = QTimer(self, singleShot=True, interval=_SHOWN_MS)
        self._timer.timeout.connect(self.hide)
        self.setObjectName("messageBar")
        self.hide()

    @property
    def text(self) -> str:
        """What is shown now; "" where nothing is."""
        return "" if self.isHidden() else self._text.toPlainText()

    @Slot(str)
    def show_error(self, text: str) -> None:
        """Tell that something failed; stays."""
        _log.error("%s", text)
        self._show("error", text, None)

    @Slot(str)
    def show_warning(self, text: str) -> None:
        """Tell of something to heed; stays."""
        _log.warning("%s", text)
        self._show("warning", text, None)

    def show_note(self, text: str, action: QAction | None = None) -> None:
        """Tell that something was done; goes by itself. An error is not hidden by it.

        Args:
            text: A sentence.
            action: What one may want to do now, offered as a button.
        """
        if not self.isHidden() and self._kind == "error":
            self._waiting = text, action  # what failed is more important
            return
        self._show("about", text, action)
        self._timer.start()

    def withdraw(self, action: QAction) -> None:
        """Take back the note that offers this action, if it is shown."""
        if self._waiting and self._waiting[1] is action:
            self._waiting = None
        if self._action is action:
            self.hide()

    def refresh(self) -> None:
        """Take the colours of the theme of now."""
        ground, ink = _GROUNDS[self._kind, is_dark()]
        text = f"QTextEdit {{ background: transparent; border: none; color: {ink}; }}"
        bar = "QTextEdit QScrollBar { background: transparent; }"
        self.setStyleSheet(f"#messageBar {{ background: {ground}; }} {text} {bar}")
        set_icon(self._close, "close")
        ratio = self.devicePixelRatioF()
        self._icon.setPixmap(pixmap(self._kind, _ICON_PX, QColor(ink), ratio))

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
        """Close what is shown; a note that has waited for it comes now."""
        self.hide()
        if self._waiting:
            text, action = self._waiting
            self._waiting = None
            self.show_note(text, action)

    @Slot()
    def _act(self) -> None:
        self.hide()
        if self._action:
            self._action.trigger()
