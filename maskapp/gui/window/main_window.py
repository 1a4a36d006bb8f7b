"""The main window: creates the parts and connects them."""

from pathlib import Path

from PySide6.QtCore import QEvent, Qt, Slot
from PySide6.QtGui import QCloseEvent, QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QMainWindow

from maskapp.files.address_vault import AddressVault
from maskapp.gui.recording.recording_controls import RecordingControls
from maskapp.gui.settings.settings_store import SettingsStore
from maskapp.gui.shared.actions import Actions
from maskapp.gui.shared.icons import refresh_icons
from maskapp.gui.shared.remembered_state import RememberedState
from maskapp.gui.snapshots.snapshot_notification import SnapshotNotification
from maskapp.gui.snapshots.snapshot_panel import SnapshotPanel
from maskapp.gui.sources.camera_finder import CameraFinder
from maskapp.gui.sources.camera_menu import CameraMenu
from maskapp.gui.sources.camera_permission import CameraPermission, permission_system
from maskapp.gui.sources.profile_store import ProfileStore
from maskapp.gui.sources.recent_sources import RecentSources
from maskapp.gui.sources.source_control import SourceControl
from maskapp.gui.sources.source_messages import SourceMessages
from maskapp.gui.status.status_bar import StatusBar
from maskapp.gui.status.status_panel import StatusPanel
from maskapp.gui.viewer.focus_keys import is_for_focus
from maskapp.gui.window.action_connections import connect_actions
from maskapp.gui.window.central_view import CentralView
from maskapp.gui.window.features import Features
from maskapp.gui.window.menus_and_toolbar import fill_menu_bar, make_toolbar
from maskapp.gui.window.source_view import SourceView
from maskapp.gui.window.theme_follower import ThemeFollower
from maskapp.gui.window.window_dialogs import WindowDialogs
from maskapp.gui.window.window_layout import WindowLayout
from maskapp.gui.window.window_parts import WindowParts
from maskapp.gui.window.worker_closing import WorkerClosingDialog
from maskapp.gui.worker.worker_thread import WorkerThread
from maskapp.live.backend import Backend
from maskapp.live.playing.timing import Timing

_WORKER_TIMEOUT_S = 1.5


class MainWindow(QMainWindow):
    """The main window, one for each data folder.

    Args:
        data_dir: An existing folder, which holds settings, log and snapshots.
        backend: Lists cameras, opens sources and loads engines; has the clock.
        timing: Timing of the worker.

    Attributes:
        is_closing: Whether the window is closed, or will be once everything is saved.
        has_ended: Whether, once closed, everything is saved and all Qt threads have ended.
    """

    def __init__(self, data_dir: Path, backend: Backend, timing: Timing) -> None:
        super().__init__()
        self.setWindowTitle(self.tr("Maskapp"))
        self.is_closing = self.has_ended = False
        self._has_to_close = False
        self._worker_closing: WorkerClosingDialog | None = None
        self.settings = SettingsStore(data_dir, self)
        self._centre = CentralView()
        self.messages, self.page = self._centre.messages, self._centre.page
        ThemeFollower(self.settings)
        self.commands = Actions(self)
        self.preview = self._centre.preview
        self.worker = WorkerThread(self.settings.settings, backend, timing)
        memory = RememberedState(data_dir)
        recent = RecentSources(memory, AddressVault(data_dir), self)
        finder = CameraFinder(backend, self)
        permission = CameraPermission(permission_system(), self)
        profiles = ProfileStore(data_dir, self)
        self._load_messages = [each.load_message for each in (self.settings, profiles, memory)]
        self.worker.use_profiles(profiles.profiles)
        self.sources = SourceControl(
            self.worker, finder, memory, recent, permission, profiles, self
        )
        self._source_messages = SourceMessages(self, self.sources, self.messages)
        self.recording = RecordingControls(
            self.worker, self.settings, self.commands, self.preview, self.messages
        )
        self.status = StatusPanel()
        self.snapshots = SnapshotPanel(data_dir, self.sources)
        parts = WindowParts(
            self, data_dir, memory, self.settings, self.worker, self.commands, self.sources,
            self._centre, self.status, StatusBar(), self.snapshots, backend.clock,
        )  # fmt: skip
        self.features = Features(parts)
        self._lay_out(parts)
        self.dialogs = WindowDialogs(
            self, self.commands, self.settings, self.worker, self.messages, data_dir
        )
        self.dialogs.settings_opening.connect(self.features.alarm.serve)
        self.dialogs.settings_opening.connect(self.features.outside.connect_dialog)
        # Queued: it is emitted while the editor of zones is closing.
        self.features.zones.settled.connect(self.close, Qt.ConnectionType.QueuedConnection)
        connect_actions(parts, self._layout)
        self._connect_parts(parts)
        self._layout.restore()
        self._source_view.show_source()
        self.page.setFocus()

    @Slot()
    def start(self) -> None:
        """Start the threads, once the window is visible."""
        self.settings.start()  # before there is a log, by which a folder counts as used
        self.snapshots.set_settings(self.settings.settings)
        self.snapshots.start()
        self.worker.start()
        self.sources.start()
        self.features.start()
        if any(self._load_messages):
            self.messages.show_warning(" ".join(filter(None, self._load_messages)))

    @Slot(object)
    def show_again(self, source: str) -> None:
        """Bring the window to the front when the program is started again.

        Args:
            source: The source that the second start asks to open; "" for none.
        """
        if self.is_closing:
            self.dialogs.bring_to_front()  # one of them says why it takes so long
            return
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.show()
        self.raise_()
        self.activateWindow()
        self._source_messages.open_or_ask(source)

    @Slot()
    def close_at_once(self) -> None:
        """Close without asking and without a long wait, but finish a recording."""
        self._has_to_close = True
        if self._worker_closing is not None:
            self._worker_closing.hurry()
        self.dialogs.withdraw_question()
        self.close()

    def _lay_out(self, parts: WindowParts) -> None:
        cameras = CameraMenu(self.commands, self.sources, self)
        others = self.features.toolbar_actions
        bar = make_toolbar(self, self.commands, cameras, self.recording.indicator, others)
        self.addToolBar(bar)
        self.setCentralWidget(self._centre)
        tools = self.snapshots.tools
        self._layout = WindowLayout(self, self.status, self.snapshots, tools, parts.memory)
        self.features.zones.editing.connect(self._layout.make_room_to_edit)
        self._centre.covered.connect(self._layout.make_room_to_read)
        # Queued: another message may follow at once.
        self.messages.ended.connect(self._layout.end_message, Qt.ConnectionType.QueuedConnection)
        fill_menu_bar(
            self, self.commands, self.sources, cameras, self._layout.actions(),
            self.snapshots.menu_actions(), self.features,
        )  # fmt: skip
        self.setStatusBar(parts.status_bar)

    def _connect_parts(self, parts: WindowParts) -> None:
        worker, messages = self.worker.worker, self.messages
        self._source_view = SourceView(parts)
        self._source_view.frame_shown.connect(self.features.frame_shown)
        notices = SnapshotNotification(self.settings, self.preview)
        self.preview.available_size_changed.connect(self.worker.set_preview_size)
        worker.failed.connect(messages.show_error)
        worker.converting.connect(parts.status_bar.show_conversion)
        # Directly, so the images never pass through the window's thread.
        worker.logged.connect(self.snapshots.add, Qt.ConnectionType.DirectConnection)
        worker.snapshot_announced.connect(notices.show)
        notices.failed.connect(messages.show_warning)
        self.snapshots.recovered.connect(messages.show_warning)
        self.snapshots.mended.connect(messages.withdraw_text)
        self.snapshots.reported.connect(messages.show_note)
        self.snapshots.failed.connect(messages.show_error)
        self.settings.changed.connect(self.worker.use_settings)
        self.settings.changed.connect(self.snapshots.set_settings)
        self.settings.failed.connect(messages.show_error)
        self.sources.profiles.changed.connect(self.worker.use_profiles)
        self.sources.profiles.failed.connect(messages.show_error)

    def event(self, event: QEvent) -> bool:
        """Override `QMainWindow.event`: leave its keys to a focused button or list."""
        if is_for_focus(event):
            event.accept()
            return True
        return super().event(event)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        """Override `QWidget.changeEvent`: redraw the icons in the colours of a new theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            refresh_icons(self)
            self.messages.refresh()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Override `QWidget.resizeEvent`: let the panels share the width."""
        super().resizeEvent(event)
        self._layout.fit_width()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        """Override `QWidget.showEvent`: stay within a small screen."""
        super().showEvent(event)
        self._layout.fit_screen()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Override `QWidget.keyPressEvent`: leave full screen on Esc."""
        if event.key() == Qt.Key.Key_Escape and self.commands.fullscreen.isChecked():
            self.commands.fullscreen.trigger()
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802
        """Override `QWidget.closeEvent`: ask what would be lost, then stop everything in order."""
        if not self._has_to_close and not self.features.may_close():
            event.ignore()  # until the user has answered
            return
        is_asked = self.recording.is_recording and not self._has_to_close
        if is_asked and not self.dialogs.may_stop_recording():
            event.ignore()
            return
        self.is_closing = True
        self._layout.save()
        self.has_ended = self._stop_everything()
        event.accept()

    def _stop_everything(self) -> bool:
        """Hide everything and stop everything in order; return whether it has ended."""
        # The door display may be the last window. Qt would quit amid the waits, or not at all.
        QApplication.setQuitOnLastWindowClosed(False)
        self.hide()
        self.features.door.close()  # nobody at the door is to see it beside a dialog
        self.recording.finish()
        worker_ended = self._end_worker()
        others = [
            self.features.stop(),
            self.sources.stop(),
            self.snapshots.shutdown(),
            self.settings.stop(),
            self.sources.profiles.stop(),
        ]
        QApplication.setQuitOnLastWindowClosed(True)
        QApplication.quit()
        return worker_ended and all(others)

    def _end_worker(self) -> bool:
        dialog = self._worker_closing = WorkerClosingDialog(self.worker)
        if self._has_to_close:
            dialog.hurry()
        has_ended = dialog.finish(_WORKER_TIMEOUT_S)
        self._worker_closing = None
        return has_ended
