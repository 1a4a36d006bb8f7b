"""The features of the window beyond preview, status, recording and snapshots.

Each is a module of its own that makes its actions itself; a new one is created and connected here.
"""

from collections.abc import Sequence

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction

from maskapp.gui.viewer.snapshot_viewer import SnapshotViewer
from maskapp.gui.window.window_parts import WindowParts


class Features(QObject):
    """The features of the window.

    Args:
        parts: The parts of the window.

    Attributes:
        view_actions: Actions for the View menu.
        tool_actions: Actions for the Tools menu.
        help_actions: Actions for the Help menu.
    """

    def __init__(self, parts: WindowParts) -> None:
        super().__init__(parts.window)
        self._viewer = SnapshotViewer(
            parts.snapshots.commands, parts.settings, parts.data_dir, parts.window
        )
        self._viewer.reported.connect(parts.centre.messages.show_note)
        self.view_actions: Sequence[QAction] = ()
        self.tool_actions: Sequence[QAction] = (self._viewer.open_corrections,)
        self.help_actions: Sequence[QAction] = ()

    def all_actions(self) -> list[QAction]:
        """Return the actions of all features, in the order of the menus."""
        return [*self.view_actions, *self.tool_actions, *self.help_actions]

    def start(self) -> None:
        """Start what has to wait until the window is visible."""

    def stop(self) -> bool:
        """Stop everything that goes on, as the window closes; return whether it has ended."""
        self._viewer.close()
        return True
