"""The features of the window beyond preview, status, recording and snapshots.

Each is a module of its own that makes its actions itself; a new one is created and connected here.
"""

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction

from maskapp.gui.alarm.alarm_control import AlarmControl
from maskapp.gui.awake.keep_awake import KeepAwake
from maskapp.gui.door.door_display import DoorDisplay
from maskapp.gui.door.login_action import LoginAction
from maskapp.gui.first_start.first_start import FirstStart
from maskapp.gui.outside.outside_feature import OutsideFeature
from maskapp.gui.preview.fullscreen_tools import FullscreenTools
from maskapp.gui.statistics.statistics_action import Statistics
from maskapp.gui.viewer.snapshot_viewer import SnapshotViewer
from maskapp.gui.window.window_parts import WindowParts
from maskapp.gui.zones.zones_feature import ZonesFeature


class Features(QObject):
    """The features of the window.

    Args:
        parts: The parts of the window.

    Attributes:
        alarm: The alarm.
        outside: What other programs get.
        view_actions: Actions for the View menu.
        tool_actions: Actions for the Tools menu.
        toolbar_actions: Actions for the toolbar.
        help_actions: Actions for the Help menu.
        door: The door display.
        first_start: The page of the first start.
    """

    frame_shown = Signal(object)
    """A `ShownFrame` of the source in use, for the features that need it."""

    def __init__(self, parts: WindowParts) -> None:
        super().__init__(parts.window)
        commands = parts.commands
        tools = (commands.pause, commands.record, commands.take_snapshot, commands.replay)
        FullscreenTools(parts.centre.stage, commands.fullscreen, tools)
        self.alarm = AlarmControl(parts.window, parts.centre, parts.settings, parts.centre.messages)
        parts.worker.worker.alarm_due.connect(self.alarm.sound)
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
            test_alarm=self.alarm.run_test,
        )
        zones = ZonesFeature(
            parts.window,
            parts.centre.preview,
            parts.centre.add_below,
            parts.centre.messages,
            parts.sources,
        )
        self.outside = OutsideFeature(parts.data_dir, parts.settings, parts.worker.worker)
        self.outside.failed.connect(parts.centre.messages.show_warning)
        self._statistics = Statistics(parts.window, parts.data_dir)
        self._viewer = SnapshotViewer(
            parts.snapshots.commands, parts.settings, parts.data_dir, parts.window
        )
        self._viewer.reported.connect(parts.centre.messages.show_note)
        self.view_actions: Sequence[QAction] = (self.door.action, self._statistics.action)
        self.tool_actions: Sequence[QAction] = (
            zones.edit,
            *self.alarm.actions,
            login.action,
            self._viewer.open_corrections,
        )
        self.toolbar_actions: Sequence[QAction] = (self.alarm.toolbar_action,)
        self.help_actions: Sequence[QAction] = (self.first_start.action,)

    def all_actions(self) -> list[QAction]:
        """Return the actions of all features, in the order of the menus."""
        return [*self.view_actions, *self.tool_actions, *self.help_actions]

    def start(self) -> None:
        """Start what has to wait until the window is visible."""
        self.outside.start()
        self.first_start.start()

    def stop(self) -> bool:
        """Stop everything that goes on, as the window closes; return whether it has ended."""
        self.door.close()
        self._viewer.close()
        ended = [self._awake.stop(), self.alarm.stop(), self.outside.stop()]
        ended.append(self._statistics.stop())
        return all(ended)
