"""Where the parts of the main window are: panels, full screen, and what it was last time."""

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QDockWidget,
    QHBoxLayout,
    QLabel,
    QMainWindow,
    QToolButton,
    QWidget,
)

from maskapp.gui.shared.icons import set_icon
from maskapp.gui.shared.remembered_state import WindowMemory
from maskapp.gui.shared.theme import SPACE_L, SPACE_S, SPACE_XS

_FIRST_SIZE_PX = (1280, 800)
_ROOM = 0.95
"""Share of the screen that the window takes at most when it is shown first."""
_STATUS_WIDTH_PX = 340
_SNAPSHOTS_SHARE = 0.33
_SNAPSHOTS_MOST_PX = 270
_NARROW_PX = 1100
"""Below this the snapshots need the whole width, and the status panel ends above them."""


class WindowLayout(QObject):
    """Arranges the panels around the picture.

    Args:
        window: Has its toolbar and central widget.
        status: The panel at the right.
        snapshots: The panel at the foot.
        tools: What stands in its title.
        memory: Knows the places of before.
    """

    def __init__(
        self,
        window: QMainWindow,
        status: QWidget,
        snapshots: QWidget,
        tools: QWidget,
        memory: WindowMemory,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._memory = memory
        self._status = self._dock(
            "status", self.tr("Status"), status, Qt.DockWidgetArea.RightDockWidgetArea, "Ctrl+1"
        )
        self._status.toggleViewAction().setText(self.tr("&Status panel"))
        self._status.setTitleBarWidget(_PanelTitle(self._status, None))
        self._snapshots = self._dock(
            "snapshots",
            self.tr("Snapshots"),
            snapshots,
            Qt.DockWidgetArea.BottomDockWidgetArea,
            "Ctrl+2",
        )
        self._snapshots.toggleViewAction().setText(self.tr("S&napshots panel"))
        self._snapshots.setTitleBarWidget(_PanelTitle(self._snapshots, tools))
        self._hidden: list[QWidget] = []
        self._was_maximized = False

    def actions(self) -> list[QAction]:
        """Each shows or hides a panel."""
        return [self._status.toggleViewAction(), self._snapshots.toggleViewAction()]

    def restore(self) -> None:
        """Put everything where it was last time, or at first where it fits."""
        window = self._window
        room = window.screen().availableSize() * _ROOM
        width = min(_FIRST_SIZE_PX[0], room.width())
        height = min(_FIRST_SIZE_PX[1], room.height())
        window.resize(width, height)
        self.fit_width()
        snapshots = min(round(height * _SNAPSHOTS_SHARE), _SNAPSHOTS_MOST_PX)
        window.resizeDocks([self._status], [_STATUS_WIDTH_PX], Qt.Orientation.Horizontal)
        window.resizeDocks([self._snapshots], [snapshots], Qt.Orientation.Vertical)
        self._first = window.saveState()
        if self._memory.geometry is not None:
            window.restoreGeometry(self._memory.geometry)
        if self._memory.layout is not None:
            window.restoreState(self._memory.layout)

    def remember(self) -> None:
        """Keep where everything is for the next time."""
        self.set_fullscreen(False)
        self._memory.geometry = self._window.saveGeometry()
        self._memory.layout = self._window.saveState()
        self._memory.save()

    @Slot()
    def reset(self) -> None:
        """Put the panels back to their first places."""
        self._window.restoreState(self._first)

    def fit_width(self) -> None:
        """Give the corner to the panel that needs it at this width."""
        corner, areas = Qt.Corner.BottomRightCorner, Qt.DockWidgetArea
        is_narrow = self._window.width() < _NARROW_PX
        area = areas.BottomDockWidgetArea if is_narrow else areas.RightDockWidgetArea
        if self._window.corner(corner) != area:
            self._window.setCorner(corner, area)

    @Slot(bool)
    def set_fullscreen(self, is_full: bool) -> None:
        """Show nothing but the picture, or everything again."""
        window = self._window
        if is_full == bool(self._hidden):
            return
        if is_full:
            self._was_maximized = window.isMaximized()
            shown = [child for child in self._around() if not child.isHidden()]
            self._hidden = shown
            for widget in shown:
                widget.hide()
            window.showFullScreen()
            return
        for widget in self._hidden:
            widget.show()
        self._hidden = []
        if self._was_maximized:
            window.showMaximized()
        else:
            window.showNormal()

    def _around(self) -> list[QWidget]:
        """Everything around the picture."""
        bars = self._window.findChildren(QWidget, "toolbar")
        panels = [self._status, self._snapshots]
        return [self._window.menuBar(), self._window.statusBar(), *bars, *panels]

    def _dock(
        self, name: str, title: str, content: QWidget, area: Qt.DockWidgetArea, keys: str
    ) -> QDockWidget:
        dock = QDockWidget(title, self._window)
        dock.setObjectName(name)
        dock.setWidget(content)
        self._window.addDockWidget(area, dock)
        action = dock.toggleViewAction()
        action.setShortcut(keys)
        self._window.addAction(action)
        return dock


class _PanelTitle(QWidget):
    """A panel's name, its tools, and a button to hide it.

    The platform's own button is hardly seen when the theme is dark.
    """

    def __init__(self, dock: QDockWidget, tools: QWidget | None) -> None:
        super().__init__(dock)
        name = QLabel(dock.windowTitle())
        font = name.font()
        font.setBold(True)
        name.setFont(font)
        hide = QToolButton(autoRaise=True)
        hide.setText(self.tr("Hide"))
        hide.setToolTip(self.tr("Hide this panel; the View menu shows it again"))
        hide.setAccessibleName(self.tr("Hide the panel {0}").format(dock.windowTitle()))
        hide.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        set_icon(hide, "close")
        hide.clicked.connect(dock.close)
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE_S, SPACE_XS, SPACE_S, 0)
        row.setSpacing(SPACE_L)
        row.addWidget(name)
        if tools is None:
            row.addStretch()
        else:
            row.addWidget(tools, 1)
        row.addWidget(hide)
