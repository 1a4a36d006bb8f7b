"""The layout of the main window: panels, full screen, and restoring the previous layout."""

from PySide6.QtCore import QObject, QSize, Qt, QTimer, Slot
from PySide6.QtGui import QAction, QWindow
from PySide6.QtWidgets import QDockWidget, QHBoxLayout, QLabel, QMainWindow, QToolButton, QWidget

from maskapp.gui.shared.icons import set_icon
from maskapp.gui.shared.remembered_state import RememberedState
from maskapp.gui.shared.theme import SPACE_L, SPACE_S, SPACE_XS

_FIRST_SIZE_PX = (1280, 800)
_MAX_SCREEN_SHARE = 0.95
"""Maximum share of the screen that the window takes when it is first shown."""
_STATUS_WIDTH_PX = 340
_SNAPSHOTS_SHARE = 0.33
_SNAPSHOTS_MAX_PX = 270
_NARROW_PX, _NARROW_LETTERS = 600, 75
"""Window width, of a picture and of the texts beside it, below which the snapshots take it all."""
_LOW_PX, _LOW_LINES = 440, 20
"""Window height, of pictures and of lines, below which the snapshots leave no room to read one."""


class WindowLayout(QObject):
    """The arrangement of the panels around the preview.

    Args:
        window: Already has its toolbar and central widget.
        status: Content of the panel on the right.
        snapshots: Content of the panel at the bottom.
        tools: Widget for the title bar of the snapshots panel.
        remembered: Keeps the layout between starts.
    """

    def __init__(
        self,
        window: QMainWindow,
        status: QWidget,
        snapshots: QWidget,
        tools: QWidget,
        remembered: RememberedState,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._remembered = remembered
        self._panels: list[QDockWidget] = []
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
        self._needing_room: dict[str, list[QDockWidget]] = {}
        self._withdrawn: set[QDockWidget] = set()
        self._wanted: set[QDockWidget] = set()
        self._was_maximized = False
        self._native: QWindow | None = None

    def actions(self) -> list[QAction]:
        """Return the actions that show or hide a panel."""
        return [panel.toggleViewAction() for panel in self._panels]

    def restore(self) -> None:
        """Restore the layout of the previous start, or the default one on the first."""
        window = self._window
        available = window.screen().availableSize() * _MAX_SCREEN_SHARE
        width = min(_FIRST_SIZE_PX[0], available.width())
        height = min(_FIRST_SIZE_PX[1], available.height())
        window.resize(width, height)
        self.fit_width()
        snapshots = min(round(height * _SNAPSHOTS_SHARE), _SNAPSHOTS_MAX_PX)
        window.resizeDocks([self._status], [_STATUS_WIDTH_PX], Qt.Orientation.Horizontal)
        window.resizeDocks([self._snapshots], [snapshots], Qt.Orientation.Vertical)
        self._default_state = window.saveState()
        if self._remembered.geometry is not None:
            window.restoreGeometry(self._remembered.geometry)
        if self._remembered.layout is not None:
            window.restoreState(self._remembered.layout)

    def save(self) -> None:
        """Leave full screen and save the layout for the next start."""
        self.set_fullscreen(False)
        self._remembered.geometry = self._window.saveGeometry()
        for purpose in tuple(self._needing_room):
            self._make_room(purpose, [])
        self._remembered.layout = self._window.saveState()
        self._remembered.save()

    @Slot()
    def reset(self) -> None:
        """Restore the default layout of the panels, as far as the screen has room for them."""
        self._wanted.clear()
        for purpose in ("fit", "message"):
            self._make_room(purpose, [])
        self._window.restoreState(self._default_state)
        self.fit_screen()

    def fit_width(self) -> None:
        """Give the bottom right corner to the panel that needs it at this width."""
        corner, areas = Qt.Corner.BottomRightCorner, Qt.DockWidgetArea
        area = areas.BottomDockWidgetArea if self._is_narrow() else areas.RightDockWidgetArea
        if self._window.corner(corner) != area:
            self._window.setCorner(corner, area)
        if not self._fits_screen():  # such as for a message with a button
            QTimer.singleShot(0, self, self._fit_message)

    @Slot()
    def fit_screen(self) -> None:
        """Hide what a small screen has no room for; it is not remembered as the user's choice.

        Call this when the window is shown: the sizes of its parts are known only then.
        """
        native = self._window.windowHandle()
        if native is not None and native is not self._native:
            queued = Qt.ConnectionType.QueuedConnection  # the window is not there yet
            native.screenChanged.connect(self._fit_other_screen, queued)
            self._native = native
        self._fit_screen("fit")

    @Slot()
    def _fit_other_screen(self) -> None:
        """Show what the screen before had no room for, and hide what this one has none for."""
        size = self._window.size()
        self._make_room("fit", [])
        self._settle_layouts()
        self.fit_screen()
        self.end_message()
        self._shrink_to(size)  # it has grown for panels, and perhaps in vain

    @Slot()
    def end_message(self) -> None:
        """Show again what was hidden for a message, unless there is no room for it yet."""
        if self._needing_room.get("message"):
            self._make_room("message", [])
            self._settle_layouts()
            self._fit_message()

    @Slot()
    def _fit_message(self) -> None:
        self._fit_screen("message")

    def _fit_screen(self, purpose: str) -> None:
        needed, available = self._window.minimumSizeHint(), self._window.screen().availableSize()
        hidden = set(self._needing_room.get(purpose, ()))
        before = len(hidden)
        if needed.width() > available.width():
            hidden.add(self._status)
        if needed.height() > available.height():
            hidden.add(self._snapshots)
        hidden -= self._wanted
        if len(hidden) > before:
            self._make_room(purpose, list(hidden))
            self._settle_layouts()
            self._shrink_to(available * _MAX_SCREEN_SHARE)

    def _shrink_to(self, size: QSize) -> None:
        if not (self._window.isMaximized() or self._window.isFullScreen()):
            self._window.resize(self._window.size().boundedTo(size))

    @Slot(bool)
    def set_fullscreen(self, is_full: bool) -> None:
        """Show only the preview, or everything again."""
        window = self._window
        if is_full == bool(self._hidden):
            return
        if is_full:
            self._was_maximized = window.isMaximized()
            shown = [child for child in self._surroundings() if not child.isHidden()]
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

    @Slot(bool)
    def make_room_to_edit(self, is_needed: bool) -> None:
        """Hide the panels whose room the preview needs meanwhile, then show them again."""
        too_wide = [self._status] if self._is_narrow() else []
        self._make_room("edit", [*too_wide, self._snapshots] if is_needed else [])

    @Slot(bool)
    def make_room_to_read(self, is_needed: bool) -> None:
        """Hide the panels that leave too little room for the viewer, then show them again."""
        low_px = _LOW_PX + _LOW_LINES * self._window.fontMetrics().height()
        too_wide = [self._status] if self._is_narrow() else []
        too_high = [self._snapshots] if self._window.height() < low_px else []
        self._make_room("read", [*too_wide, *too_high] if is_needed else [])

    def _fits_screen(self) -> bool:
        needed = self._window.minimumSizeHint()
        return needed.boundedTo(self._window.screen().availableSize()) == needed

    def _is_narrow(self) -> bool:
        letter_px = self._window.fontMetrics().averageCharWidth()
        return self._window.width() < _NARROW_PX + _NARROW_LETTERS * letter_px

    def _make_room(self, purpose: str, panels: list[QDockWidget]) -> None:
        """Hide panels for a purpose, and show those that are hidden for none any more."""
        self._needing_room[purpose] = panels
        hidden = [panel for needed in self._needing_room.values() for panel in needed]
        for panel in self._panels:
            if panel in hidden and not panel.isHidden():
                panel.hide()
                self._withdrawn.add(panel)
            elif panel in hidden and panel in self._hidden:  # by full screen
                self._hidden.remove(panel)
                self._withdrawn.add(panel)
            elif panel in self._withdrawn and panel not in hidden:
                self._withdrawn.remove(panel)
                self._give_back(panel)

    def _give_back(self, panel: QDockWidget) -> None:
        if self._hidden:
            self._hidden.append(panel)  # shown when full screen is left
            return
        self._settle_layouts()  # else the window would grow for what is hidden already
        panel.show()

    def _settle_layouts(self) -> None:
        if central := self._window.centralWidget():
            inner = central.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly)
            for widget in (*inner, central, self._window):
                if layout := widget.layout():
                    layout.activate()

    @Slot()
    def _take_choice(self) -> None:
        """Leave a panel as the user wants it, whatever room is needed."""
        chosen = [panel for panel in self._panels if panel.toggleViewAction() is self.sender()]
        self._wanted.update(chosen)
        self._withdrawn.difference_update(chosen)
        for purpose, panels in self._needing_room.items():
            self._needing_room[purpose] = [panel for panel in panels if panel not in chosen]

    def _surroundings(self) -> list[QWidget]:
        """Return all widgets around the preview."""
        bars = self._window.findChildren(QWidget, "toolbar")
        return [self._window.menuBar(), self._window.statusBar(), *bars, *self._panels]

    def _dock(
        self, name: str, title: str, content: QWidget, area: Qt.DockWidgetArea, keys: str
    ) -> QDockWidget:
        dock = QDockWidget(title, self._window)
        dock.setObjectName(name)
        dock.setWidget(content)
        self._window.addDockWidget(area, dock)
        self._panels.append(dock)
        action = dock.toggleViewAction()
        action.setShortcut(keys)
        action.triggered.connect(self._take_choice)
        action.setStatusTip(self.tr("Show or hide the {0} panel").format(title))
        self._window.addAction(action)
        return dock


class _PanelTitle(QWidget):
    """A panel's name, its tools, and a button to hide it.

    Replaces the platform's title bar, whose button is barely visible in the dark theme.
    """

    def __init__(self, dock: QDockWidget, tools: QWidget | None) -> None:
        super().__init__(dock)
        name = QLabel(dock.windowTitle())
        font = name.font()
        font.setBold(True)
        name.setFont(font)
        hide = QToolButton(autoRaise=True)
        hide.setText(self.tr("Hide"))
        hide.setToolTip(self.tr("Hide this panel; show it again from the View menu"))
        hide.setAccessibleName(self.tr("Hide the {0} panel").format(dock.windowTitle()))
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
