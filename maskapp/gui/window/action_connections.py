"""What the actions of the window do, where it is one call of a part."""

from collections.abc import Callable

from PySide6.QtGui import QAction

from maskapp.gui.settings.settings_actions import SettingsActions
from maskapp.gui.sources.file_drops import FileDrops
from maskapp.gui.sources.open_dialogs import OpenDialogs
from maskapp.gui.window.window_layout import WindowLayout
from maskapp.gui.window.window_parts import WindowParts


def connect_actions(parts: WindowParts, layout: WindowLayout) -> None:
    """Connect the actions of the window, and the files dropped on it.

    Args:
        parts: The parts of the window.
        layout: The arrangement of the panels.
    """
    commands, sources, preview = parts.commands, parts.sources, parts.centre.preview
    dialogs = OpenDialogs(parts.window, sources)
    slots: tuple[tuple[QAction, Callable[..., object]], ...] = (
        (commands.open_video, dialogs.ask_for_video),
        (commands.open_picture, dialogs.ask_for_picture),
        (commands.open_folder, dialogs.ask_for_folder),
        (commands.open_stream, dialogs.ask_for_stream),
        (commands.open_camera, sources.open_camera),
        (commands.demo, sources.open_demo),
        (commands.forget_recent, sources.recent.clear),
        (commands.pause, sources.set_paused),
        (commands.replay, sources.replay),
        (commands.previous_picture, parts.worker.show_previous),
        (commands.next_picture, parts.worker.show_next),
        (commands.retry, sources.retry),
        (commands.find_cameras, sources.search_cameras),
        (commands.close_source, sources.close),
        (commands.take_snapshot, parts.worker.take_snapshot),
        (commands.export, parts.snapshots.export),
        (commands.fullscreen, layout.set_fullscreen),
        (commands.reset_layout, layout.reset),
        (commands.quit, parts.window.close),
    )
    for action, slot in slots:
        action.triggered.connect(slot)
    SettingsActions(commands, parts.settings)
    commands.fit.toggled.connect(preview.set_fit)
    preview.double_clicked.connect(commands.fullscreen.trigger)
    preview.previous_asked.connect(commands.previous_picture.trigger)
    preview.next_asked.connect(commands.next_picture.trigger)
    drops = FileDrops(parts.window)
    drops.dropped.connect(sources.open)
    drops.left_out.connect(parts.centre.messages.show_note)
