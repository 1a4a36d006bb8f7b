"""The features of the window beyond preview, status, recording and snapshots.

Each is a module of its own that makes its actions itself; a new one is created and connected here.
"""

from collections.abc import Sequence

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction

from maskapp.gui.alarm.alarm_control import AlarmControl
from maskapp.gui.preview.fullscreen_tools import FullscreenTools
from maskapp.gui.window.window_parts import WindowParts


class Features(QObject):
    """The features of the window.

    Args:
        parts: The parts of the window.

    Attributes:
        alarm: The alarm.
        view_actions: Actions for the View menu.
        tool_actions: Actions for the Tools menu.
        toolbar_actions: Actions for the toolbar.
        help_actions: Actions for the Help menu.
    """

    def __init__(self, parts: WindowParts) -> None:
        super().__init__(parts.window)
        self.view_actions: Sequence[QAction] = ()
        self.alarm = AlarmControl(parts.window, parts.centre, parts.settings, parts.centre.messages)
        parts.worker.worker.alarm_due.connect(self.alarm.sound)
        self.tool_actions: Sequence[QAction] = (*self.alarm.actions,)
        self.toolbar_actions: Sequence[QAction] = (self.alarm.toolbar_action,)
        self.help_actions: Sequence[QAction] = ()
        commands = parts.commands
        tools = (commands.pause, commands.record, commands.take_snapshot, commands.replay)
        FullscreenTools(parts.centre.stage, commands.fullscreen, tools)

    def all_actions(self) -> list[QAction]:
        """Return the actions of all features, in the order of the menus."""
        return [*self.view_actions, *self.tool_actions, *self.help_actions]

    def start(self) -> None:
        """Start what has to wait until the window is visible."""

    def stop(self) -> bool:
        """Stop everything that goes on, as the window closes; return whether it has ended."""
        return self.alarm.stop()
