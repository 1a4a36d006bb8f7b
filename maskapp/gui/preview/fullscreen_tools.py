"""The tools in full screen, which come with a move of the mouse and go by themselves."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QPoint, QSize, Qt, QTimer, Slot
from PySide6.QtGui import QAction, QGuiApplication, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QToolButton, QWidget

from maskapp.gui.shared.icons import set_icon
from maskapp.gui.shared.theme import SPACE_L, SPACE_S

_SHOWN_MS = 3000
_ICON_PX = 24
_TOUCHES = (QEvent.Type.MouseButtonPress, QEvent.Type.TouchBegin, QEvent.Type.Wheel)
_TAB_KEYS = (Qt.Key.Key_Tab, Qt.Key.Key_Backtab)


class FullscreenTools(QFrame):
    """A few buttons at the lower edge of the picture while the window is in full screen.

    They come with a move of the mouse, a touch or the Tab key, and go after three seconds, unless
    the mouse or the keyboard is at one of them; the mouse pointer comes and goes with them.

    Args:
        area: What is shown in full screen; parent of the tools.
        fullscreen: Enters and leaves full screen.
        actions: What the other buttons do; those that are disabled as the tools come are not shown.
    """

    def __init__(self, area: QWidget, fullscreen: QAction, actions: Sequence[QAction]) -> None:
        super().__init__(area)
        self._area = area
        self._has_hidden_pointer = False
        self._mouse_at: QPoint | None = None
        self._timer = QTimer(self, singleShot=True, interval=_SHOWN_MS)
        self._timer.timeout.connect(self._withdraw)
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE_S, SPACE_S, SPACE_S, SPACE_S)
        row.setSpacing(SPACE_S)
        for action in actions:
            button = self._button(action.iconText())
            button.setDefaultAction(action)
            action.changed.connect(self._fit)
            row.addWidget(button)
        leave = self._button(self.tr("Leave full screen"))
        leave.setToolTip(self.tr("Show the whole window again (Esc)"))
        set_icon(leave, "fullscreen")
        leave.clicked.connect(fullscreen.trigger)
        row.addWidget(leave)
        self.setAccessibleName(self.tr("Tools in full screen"))
        self.setAutoFillBackground(True)
        self.hide()
        fullscreen.toggled.connect(self._use)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Show the tools when the user moves, and the pointer wherever it is needed."""
        if isinstance(event, QMouseEvent) and event.type() == QEvent.Type.MouseMove:
            at = event.globalPosition().toPoint()
            # Some systems report the pointer where it was when something below it changes.
            if at != self._mouse_at:
                self._mouse_at = at
                self._reveal()
        elif event.type() in _TOUCHES:
            self._reveal()
        elif isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if Qt.Key(event.key()) in _TAB_KEYS:
                self._reveal()
        elif event.type() == QEvent.Type.Resize:
            self._place()
        elif event.type() in (QEvent.Type.FocusOut, QEvent.Type.Hide):  # a dialog, or the end
            self._show_pointer()
        return super().eventFilter(watched, event)

    @Slot(bool)
    def _use(self, is_full: bool) -> None:
        """Watch the window while it is in full screen."""
        watched = (self.window().windowHandle(), self._area)
        for each in watched:
            if each is not None and is_full:
                each.installEventFilter(self)
            elif each is not None:
                each.removeEventFilter(self)
        if is_full:
            self._mouse_at = None
            self._reveal()
        else:
            self._timer.stop()
            self._show_pointer()
            self.hide()

    def _reveal(self) -> None:
        self._show_pointer()
        if self.isHidden():
            for button in self.findChildren(QToolButton):
                button.setVisible(button.isEnabled())
        self._place()
        self.show()
        self.raise_()
        self._timer.start()

    @Slot()
    def _withdraw(self) -> None:
        if self.underMouse() or self.isAncestorOf(self.window().focusWidget() or self._area):
            self._timer.start()
            return
        self.hide()
        is_at_picture = self.window().isActiveWindow() and self._area.isVisible()
        if is_at_picture and not self._has_hidden_pointer:
            self._has_hidden_pointer = True
            QGuiApplication.setOverrideCursor(Qt.CursorShape.BlankCursor)

    def _show_pointer(self) -> None:
        if self._has_hidden_pointer:
            self._has_hidden_pointer = False
            QGuiApplication.restoreOverrideCursor()

    @Slot()
    def _fit(self) -> None:
        """Fit a text that has changed, such as the time for which the alarm is muted."""
        if self.isVisible():
            self._place()

    def _place(self) -> None:
        self.adjustSize()
        left = (self._area.width() - self.width()) // 2
        self.move(max(0, left), self._area.height() - self.height() - SPACE_L)

    def _button(self, text: str) -> QToolButton:
        button = QToolButton(self)
        button.setText(text)
        button.setIconSize(QSize(_ICON_PX, _ICON_PX))
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return button
