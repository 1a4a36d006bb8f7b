"""The menu bar and the toolbar."""

from collections.abc import Iterator, Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMainWindow, QMenu, QSizePolicy, QToolBar, QToolButton, QWidget

from maskapp.gui.recording.recording_indicator import RecordingIndicator
from maskapp.gui.shared.actions import Actions
from maskapp.gui.shared.icons import set_icon
from maskapp.gui.sources.camera_menu import CameraMenu
from maskapp.gui.sources.recent_menu import RecentMenu
from maskapp.gui.sources.source_control import SourceControl
from maskapp.gui.window.features import Features
from maskapp.gui.window.indicator_place import IndicatorPlace

_ICON_PX = 20


def fill_menu_bar(
    window: QMainWindow,
    actions: Actions,
    sources: SourceControl,
    cameras: CameraMenu,
    panels: list[QAction],
    snapshots: list[QAction],
    features: Features,
) -> None:
    """Fill the menu bar with every action.

    Args:
        window: Owns the menu bar.
        actions: The actions of the window.
        sources: Provides the recent sources.
        cameras: The camera menu, shared with the toolbar.
        panels: Actions that show or hide a panel.
        snapshots: Actions on the selected snapshots.
        features: Provides the actions of the features.
    """
    _fill_file_menu(_menu(window, window.tr("&File")), actions, sources)
    window.menuBar().addMenu(cameras)
    _fill_view_menu(_menu(window, window.tr("&View")), actions, panels, features)
    _fill_record_menu(_menu(window, window.tr("&Record")), actions)
    _fill_snapshot_menu(_menu(window, window.tr("&Snapshots")), actions, snapshots)
    _add(_menu(window, window.tr("&Tools")), *features.tool_actions)
    _fill_help_menu(_menu(window, window.tr("&Help")), actions, features.help_actions)


def actions_in(menus: QWidget) -> Iterator[QAction]:
    """Yield the entries of a menu bar or a menu and of the menus in it, from top to bottom."""
    for action in menus.actions():
        menu = action.menu()
        if isinstance(menu, QMenu):
            yield from actions_in(menu)
        elif not action.isSeparator():
            yield action


def _menu(window: QMainWindow, title: str) -> QMenu:
    menu = window.menuBar().addMenu(title)
    menu.setToolTipsVisible(False)
    return menu


def _fill_file_menu(menu: QMenu, actions: Actions, sources: SourceControl) -> None:
    _add(
        menu,
        actions.open_video, actions.open_picture, actions.open_folder, actions.open_stream,
        RecentMenu(actions, sources, menu), actions.demo, None, actions.export, None,
        actions.settings, None, actions.quit,
    )  # fmt: skip


def _fill_view_menu(
    menu: QMenu, actions: Actions, panels: Sequence[QAction], features: Features
) -> None:
    theme = QMenu(menu.tr("&Theme"), menu)
    _add(theme, actions.theme_system, actions.theme_light, actions.theme_dark)
    _add(
        menu,
        actions.fit, actions.actual_size, None, actions.mirror, actions.verdict, None,
        actions.fullscreen, features.door.action, None,
        *panels, features.statistics.action, None, actions.reset_layout, theme,
    )  # fmt: skip


def _fill_record_menu(menu: QMenu, actions: Actions) -> None:
    _add(
        menu,
        actions.record, None, actions.record_annotated, actions.record_plain,
        actions.record_blurred_annotated, actions.record_blurred, None,
        actions.recordings_folder,
    )  # fmt: skip


def _fill_snapshot_menu(menu: QMenu, actions: Actions, of_panel: list[QAction]) -> None:
    _add(
        menu,
        actions.take_snapshot, None, *of_panel, None, actions.automatic_snapshots,
        actions.snapshot_sound, actions.notifications, None, actions.export,
    )  # fmt: skip


def _fill_help_menu(menu: QMenu, actions: Actions, others: Sequence[QAction]) -> None:
    _add(
        menu,
        actions.help, *others, None,
        actions.log_folder, actions.copy_diagnostics, None, actions.about,
    )  # fmt: skip


def _add(menu: QMenu, *entries: QAction | QMenu | None) -> None:
    """Fill a menu; None adds a separator."""
    for entry in entries:
        if entry is None:
            menu.addSeparator()
        elif isinstance(entry, QMenu):
            menu.addMenu(entry)
        else:
            menu.addAction(entry)


def make_toolbar(
    window: QMainWindow,
    actions: Actions,
    cameras: CameraMenu,
    indicator: RecordingIndicator,
    others: Sequence[QAction] = (),
) -> QToolBar:
    """Make the toolbar with the actions used most.

    Args:
        window: Owns the toolbar.
        actions: The actions of the window.
        cameras: The menu of the camera button.
        indicator: Placed after the buttons on the left; a narrow window leaves it out last.
        others: Actions of the features.
    """
    bar = QToolBar(window.tr("Toolbar"), window)
    bar.setObjectName("toolbar")
    bar.setMovable(False)
    bar.setIconSize(QSize(_ICON_PX, _ICON_PX))
    bar.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
    bar.addWidget(_camera_button(bar, cameras))
    bar.addSeparator()
    for action in (
        actions.pause, actions.record, actions.take_snapshot, actions.export, *others,
    ):  # fmt: skip
        bar.addAction(action)
    gap = QWidget(bar)
    gap.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
    shown = bar.addWidget(indicator)
    IndicatorPlace(bar, shown, early=actions.take_snapshot, usual=bar.addWidget(gap))
    for action in (actions.fullscreen, actions.settings):
        bar.addAction(action)
        button = bar.widgetForAction(action)
        assert isinstance(button, QToolButton)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
    for button in bar.findChildren(QToolButton):
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    _keep_widths(bar, actions)
    _label_extension(bar)
    return bar


def _camera_button(bar: QToolBar, cameras: CameraMenu) -> QToolButton:
    button = QToolButton(bar)
    button.setText(bar.tr("Camera"))
    button.setToolTip(bar.tr("Choose a camera or another source"))
    button.setMenu(cameras)
    button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
    button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
    set_icon(button, "camera")
    return button


def _keep_widths(bar: QToolBar, actions: Actions) -> None:
    """Fix the width of buttons with changing text at the longer one, so that nothing moves."""
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


def _label_extension(bar: QToolBar) -> None:
    """Make visible the button for the actions that do not fit in a narrow window."""
    extension = bar.findChild(QToolButton, "qt_toolbar_ext_button")
    assert isinstance(extension, QToolButton)
    set_icon(extension, "more")
    extension.setToolTip(bar.tr("More"))
    extension.setAccessibleName(bar.tr("More"))
