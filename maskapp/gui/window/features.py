"""The features of the window beyond preview, status, recording and snapshots.

Each is a module of its own that makes its actions itself; a new one is created and connected here.
"""

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction

from maskapp.gui.alarm.alarm_control import AlarmControl
from maskapp.gui.alarm.source_alarm import SourceAlarm
from maskapp.gui.awake.keep_awake import KeepAwake
from maskapp.gui.door.door_display import DoorDisplay
from maskapp.gui.door.login_action import LoginAction
from maskapp.gui.first_start.first_start import FirstStart
from maskapp.gui.outside.outside_feature import OutsideFeature
from maskapp.gui.preview.fullscreen_tools import FullscreenTools
from maskapp.gui.statistics.statistics_action import Statistics
from maskapp.gui.viewer.snapshot_viewer import SnapshotViewer
from maskapp.gui.window.viewer_place import ViewerPlace
from maskapp.gui.window.window_parts import WindowParts
from maskapp.gui.zones.zones_feature import ZonesFeature


class Features(QObject):
    """The features of the window.

    Args:
        parts: The parts of the window.

    Attributes:
        alarm: The alarm.
        outside: What other programs get.
        tool_actions: Entries of the Tools menu; None is a separator.
        toolbar_actions: Actions for the toolbar.
        help_actions: Actions for the Help menu.
        door: The door display.
        first_start: The page of the first start.
        statistics: The statistics window.
        viewer: The viewer of snapshots.
        zones: Zones and names of sources.
    """

    frame_shown = Signal(object)
    """A `ShownFrame` of the source in use, for the features that need it."""

    def __init__(self, parts: WindowParts) -> None:
        super().__init__(parts.window)
        commands = parts.commands
        self.alarm = AlarmControl(parts.window, parts.centre, parts.settings, parts.centre.messages)
        # Not to play again: the line below the picture offers that.
        tools = (commands.pause, commands.record, commands.take_snapshot)
        FullscreenTools(parts.centre.stage, commands.fullscreen, (*tools, self.alarm.mute))
        SourceAlarm(self.alarm, parts.sources)
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
        self.alarm.test.finished.connect(self.first_start.show_alarm_result)
        self.zones = ZonesFeature(
            parts.window,
            parts.centre.preview,
            parts.centre.add_below,
            parts.centre.messages,
            parts.sources,
        )
        self.outside = OutsideFeature(parts.data_dir, parts.settings, parts.worker.worker)
        self.outside.failed.connect(parts.centre.messages.show_warning)
        self.outside.mended.connect(parts.centre.messages.withdraw_text)
        self.statistics = Statistics(parts.window, parts.data_dir, parts.clock)
        self.viewer = SnapshotViewer(
            parts.snapshots.commands, parts.settings, parts.data_dir, parts.window
        )
        self.viewer.reported.connect(parts.centre.messages.show_note)
        place = ViewerPlace(self.viewer, parts)
        self.zones.editing.connect(place.leave_for)
        self.tool_actions: Sequence[QAction | None] = (
            self.zones.edit, None, *self.alarm.actions, None, login.action, None,
            self.viewer.open_corrections,
        )  # fmt: skip
        self.toolbar_actions: Sequence[QAction] = (self.alarm.toolbar_action,)
        self.help_actions: Sequence[QAction] = (self.first_start.action,)

    def start(self) -> None:
        """Start what has to wait until the window is visible."""
        self.outside.start()
        self.first_start.start()

    def may_close(self) -> bool:
        """Return whether nothing is lost if the window closes now; see `ZonesFeature.may_close`."""
        return self.zones.may_close()

    def stop(self) -> bool:
        """Stop everything that goes on, as the window closes; return whether it has ended."""
        self.door.close()
        self.zones.stop()
        self.viewer.close()
        ended = [self._awake.stop(), self.alarm.stop(), self.outside.stop()]
        ended.append(self.statistics.stop())
        return all(ended)
