"""The menu bar and the toolbar."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMainWindow, QMenu, QSizePolicy, QToolBar, QToolButton, QWidget

from maskapp.gui.recording.recording_indicator import RecordingIndicator
from maskapp.gui.shared.actions import Actions
from maskapp.gui.shared.icons import set_icon
from maskapp.gui.sources.camera_menu import CameraMenu
from maskapp.gui.sources.recent_menu import RecentMenu
from maskapp.gui.sources.source_control import SourceControl

_ICON_PX = 20


def fill_menu_bar(
    window: QMainWindow,
    actions: Actions,
    sources: SourceControl,
    cameras: CameraMenu,
    panels: list[QAction],
    snapshots: list[QAction],
) -> None:
    """Fill the menu bar with every action.

    Args:
        window: Owns the menu bar.
        actions: The actions of the window.
        sources: Provides the recent sources.
        cameras: The camera menu, shared with the toolbar.
        panels: Actions that show or hide a panel.
        snapshots: Actions on the selected snapshots.
    """
    bar = window.menuBar()
    file = _menu(window, window.tr("&File"))
    _add(
        file,
        actions.open_video, actions.open_picture, actions.open_folder, actions.open_stream,
        RecentMenu(actions, sources, file), actions.demo, None, actions.export, None,
        actions.settings, None, actions.quit,
    )  # fmt: skip
    bar.addMenu(cameras)
    view = _menu(window, window.tr("&View"))
    theme = QMenu(window.tr("&Theme"), view)
    _add(theme, actions.theme_system, actions.theme_light, actions.theme_dark)
    _add(
        view,
        actions.fit, actions.actual_size, None, actions.mirror, actions.fullscreen, None,
        *panels, actions.reset_layout, None, theme,
    )  # fmt: skip
    record = _menu(window, window.tr("&Record"))
    _add(
        record,
        actions.record, None, actions.record_annotated, actions.record_plain,
        actions.record_blurred, None, actions.recordings_folder,
    )  # fmt: skip
    snapshot = _menu(window, window.tr("&Snapshots"))
    _add(
        snapshot,
        actions.take_snapshot, None, *snapshots, None, actions.automatic_snapshots,
        actions.snapshot_sound, actions.notifications, None, actions.export,
    )  # fmt: skip
    help_menu = _menu(window, window.tr("&Help"))
    _add(
        help_menu,
        actions.help, None, actions.log_folder, actions.copy_diagnostics, None, actions.about,
    )  # fmt: skip


def make_toolbar(
    window: QMainWindow, actions: Actions, cameras: CameraMenu, indicator: RecordingIndicator
) -> QToolBar:
    """Make the toolbar with the actions used most.

    Args:
        window: Owns the toolbar.
        actions: The actions of the window.
        cameras: The menu of the camera button.
        indicator: Stands before the buttons at the right.
    """
    bar = QToolBar(window.tr("Toolbar"), window)
    bar.setObjectName("toolbar")
    bar.setMovable(False)
    bar.setIconSize(QSize(_ICON_PX, _ICON_PX))
    bar.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
    camera = QToolButton(bar)
    camera.setText(window.tr("Camera"))
    camera.setToolTip(window.tr("Choose a camera or another source"))
    camera.setMenu(cameras)
    camera.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
    camera.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
    set_icon(camera, "camera")
    bar.addWidget(camera)
    bar.addSeparator()
    for action in (actions.pause, actions.record, actions.take_snapshot, actions.export):
        bar.addAction(action)
    gap = QWidget(bar)
    gap.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
    bar.addWidget(gap)
    bar.addWidget(indicator)
    for action in (actions.fullscreen, actions.settings):
        bar.addAction(action)
        button = bar.widgetForAction(action)
        assert isinstance(button, QToolButton)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
    for button in bar.findChildren(QToolButton):
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    _keep_widths(bar, actions)
    return bar


def _keep_widths(bar: QToolBar, actions: Actions) -> None:
    """Give buttons whose text changes the width of the longer one, so that nothing moves."""
    for action, other_text in (
        (actions.pause, bar.tr("Resume")),
        (actions.record, bar.tr("Stop")),
    ):
        button = bar.widgetForAction(action)
        assert isinstance(button, QToolButton)
        text, width_px = button.text(), 0
        for candidate in (text, other_text):
            button.setText(candidate)
            width_px = max(width_px, button.sizeHint().width())
        button.setText(text)
        button.setFixedWidth(width_px)


def _menu(window: QMainWindow, title: str) -> QMenu:
    menu = window.menuBar().addMenu(title)
    menu.setToolTipsVisible(False)
    return menu


def _add(menu: QMenu, *entries: QAction | QMenu | None) -> None:
    """Fill a menu; None stands for a separator."""
    for entry in entries:
        if entry is None:
            menu.addSeparator()
        elif isinstance(entry, QMenu):
            menu.addMenu(entry)
        else:
            menu.addAction(entry)
