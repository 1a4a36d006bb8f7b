"""The features of the window beyond preview, status, recording and snapshots.

Each is a module of its own that makes its actions itself; a new one is created and connected here.
"""

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction

from maskapp.gui.awake.keep_awake import KeepAwake
from maskapp.gui.door.door_display import DoorDisplay
from maskapp.gui.door.login_action import LoginAction
from maskapp.gui.first_start.first_start import FirstStart
from maskapp.gui.window.window_parts import WindowParts


class Features(QObject):
    """The features of the window.

    Args:
        parts: The parts of the window.

    Attributes:
        view_actions: Actions for the View menu.
        tool_actions: Actions for the Tools menu.
        help_actions: Actions for the Help menu.
        door: The door display.
        first_start: The page of the first start.
    """

    frame_shown = Signal(object)
    """A `ShownFrame` of the source in use, for the features that need it."""

    def __init__(self, parts: WindowParts) -> None:
        super().__init__(parts.window)
        self.door = DoorDisplay(parts.window, parts.settings, parts.worker, parts.sources)
        self.frame_shown.connect(self.door.show_frame)
        login = LoginAction(parts.window, parts.data_dir)
        login.reported.connect(parts.centre.messages.show_note)
        login.failed.connect(parts.centre.messages.show_error)
        self._awake = KeepAwake(parts.window)
        self._awake.reported.connect(parts.centre.messages.show_warning)
        self.door.opened.connect(self._awake.set_door_shown)
        parts.worker.worker.recording_changed.connect(self._awake.set_recording)
        self.first_start = FirstStart(
            parts.window,
            parts.settings,
            parts.memory,
            parts.sources,
            test_alarm=None,  # what sounds the alarm once; its row is left out without it
        )
        self.view_actions: Sequence[QAction] = (self.door.action,)
        self.tool_actions: Sequence[QAction] = (login.action,)
        self.help_actions: Sequence[QAction] = (self.first_start.action,)

    def all_actions(self) -> list[QAction]:
        """Return the actions of all features, in the order of the menus."""
        return [*self.view_actions, *self.tool_actions, *self.help_actions]

    def start(self) -> None:
        """Start what has to wait until the window is visible."""
        self.first_start.start()

    def stop(self) -> bool:
        """Stop everything that goes on, as the window closes; return whether it has ended."""
        self.door.close()
        return self._awake.stop()
