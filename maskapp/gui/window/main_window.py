"""The main window: creates the parts and connects them."""

from pathlib import Path

from PySide6.QtCore import QEvent, Qt, Slot
from PySide6.QtGui import QCloseEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QMainWindow,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from maskapp.files.address_vault import AddressVault
from maskapp.gui.notifications.message_bar import MessageBar
from maskapp.gui.preview.placeholder_content import placeholder_for
from maskapp.gui.preview.placeholder_page import PlaceholderPage
from maskapp.gui.preview.preview import Preview
from maskapp.gui.recording.recording_controls import RecordingControls
from maskapp.gui.settings.settings_actions import SettingsActions
from maskapp.gui.settings.settings_store import SettingsStore
from maskapp.gui.settings.theme_follower import ThemeFollower
from maskapp.gui.shared.actions import Actions
from maskapp.gui.shared.icons import refresh_icons
from maskapp.gui.shared.remembered_state import RememberedState
from maskapp.gui.snapshots.snapshot_notification import SnapshotNotification
from maskapp.gui.snapshots.snapshot_panel import SnapshotPanel
from maskapp.gui.sources.camera_finder import CameraFinder
from maskapp.gui.sources.camera_menu import CameraMenu
from maskapp.gui.sources.camera_permission import CameraPermission, permission_system
from maskapp.gui.sources.file_drops import FileDrops
from maskapp.gui.sources.open_dialogs import OpenDialogs
from maskapp.gui.sources.recent_sources import RecentSources
from maskapp.gui.sources.source_control import SourceControl
from maskapp.gui.sources.source_messages import SourceMessages
from maskapp.gui.status.status_bar import StatusBar
from maskapp.gui.status.status_panel import StatusPanel
from maskapp.gui.window.menus_and_toolbar import fill_menu_bar, make_toolbar
from maskapp.gui.window.window_dialogs import WindowDialogs
from maskapp.gui.window.window_layout import WindowLayout
from maskapp.gui.worker.timing import Timing
from maskapp.gui.worker.worker_thread import WorkerThread
from maskapp.live.backend import Backend
from maskapp.records import SourceInfo, SourceState

_WORKER_TIMEOUT_S = 1.5
_SPACE_PRESSES = (QAbstractButton, QComboBox)
"""Widgets that keep the space bar for themselves while focused."""


class MainWindow(QMainWindow):
    """The main window, one for each data folder.

    Args:
        data_dir: An existing folder, which holds settings, log and snapshots.
        backend: Lists cameras, opens sources and loads engines.
        timing: Timing of the worker.

    Attributes:
        is_closing: Whether the window is closed, or will be once everything is saved.
        has_ended: Whether, once closed, everything is saved and all Qt threads have ended.
    """

    def __init__(self, data_dir: Path, backend: Backend, timing: Timing) -> None:
        super().__init__()
        self.setWindowTitle(self.tr("Maskapp"))
        memory = RememberedState(data_dir)
        self.settings = SettingsStore(data_dir, self)
        self.messages = MessageBar()
        ThemeFollower(self.settings)
        self.commands = Actions(self)
        self.preview = Preview()
        self.page = PlaceholderPage()
        self.worker = WorkerThread(self.settings.settings, backend, timing)
        recent = RecentSources(memory, AddressVault(data_dir), self)
        finder = CameraFinder(backend, self)
        permission = CameraPermission(permission_system(), self)
        self.sources = SourceControl(self.worker, finder, memory, recent, permission, self)
        self._source_messages = SourceMessages(self, self.sources, self.messages)
        self.recording = RecordingControls(
            self.worker, self.settings, self.commands, self.preview, self.messages
        )
        self.status = StatusPanel()
        self.snapshots = SnapshotPanel(data_dir, self.sources)
        self._status_bar = StatusBar()
        self.is_closing = self.has_ended = False
        self._has_to_close = False
        self._lay_out(memory)
        self.dialogs = WindowDialogs(
            self,
            self.commands,
            [*self._layout.actions(), *self.snapshots.menu_actions()],
            self.settings,
            self.worker,
            self.messages,
            data_dir,
        )
        self._connect_actions()
        self._connect_parts()
        self._layout.restore()
        self._show_source()
        self.page.setFocus()

    @Slot()
    def start(self) -> None:
        """Start the threads, once the window is visible."""
        self.snapshots.set_settings(self.settings.settings)
        self.snapshots.start()
        self.worker.start()
        self.sources.start()
        if self.settings.load_message:
            self.messages.show_warning(self.settings.load_message)

    @Slot(str)
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
        """Close without asking, but finish a recording."""
        self._has_to_close = True
        self.dialogs.withdraw_question()
        self.close()

    def _lay_out(self, memory: RememberedState) -> None:
        self._stack = QStackedWidget()
        self._stack.addWidget(self.page)
        self._stack.addWidget(self.preview)
        centre = QWidget()
        column = QVBoxLayout(centre)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.messages)
        column.addWidget(self._stack, 1)
        cameras = CameraMenu(self.commands, self.sources, self)
        self.addToolBar(make_toolbar(self, self.commands, cameras, self.recording.indicator))
        self.setCentralWidget(centre)
        self._layout = WindowLayout(self, self.status, self.snapshots, self.snapshots.tools, memory)
        panels, of_snapshots = self._layout.actions(), self.snapshots.menu_actions()
        fill_menu_bar(self, self.commands, self.sources, cameras, panels, of_snapshots)
        self.setStatusBar(self._status_bar)

    def _connect_actions(self) -> None:
        commands, sources = self.commands, self.sources
        dialogs = OpenDialogs(self, sources)
        for action, slot in (
            (commands.open_video, dialogs.ask_for_video),
            (commands.open_picture, dialogs.ask_for_picture),
            (commands.open_folder, dialogs.ask_for_folder),
            (commands.open_stream, dialogs.ask_for_stream),
            (commands.open_camera, sources.open_camera),
            (commands.demo, sources.open_demo),
            (commands.forget_recent, sources.recent.clear),
            (commands.pause, sources.set_paused),
            (commands.replay, sources.replay),
            (commands.retry, sources.retry),
            (commands.find_cameras, sources.search_cameras),
            (commands.close_source, sources.close),
            (commands.take_snapshot, self.worker.take_snapshot),
            (commands.export, self.snapshots.export),
            (commands.fullscreen, self._layout.set_fullscreen),
            (commands.reset_layout, self._layout.reset),
            (commands.quit, self.close),
        ):
            action.triggered.connect(slot)
        SettingsActions(commands, self.settings)
        commands.fit.toggled.connect(self.preview.set_fit)
        self.preview.double_clicked.connect(commands.fullscreen.trigger)
        drops = FileDrops(self)
        drops.dropped.connect(sources.open)
        drops.left_out.connect(self.messages.show_note)

    def _connect_parts(self) -> None:
        worker, messages = self.worker.worker, self.messages
        notices = SnapshotNotification(self.settings, self.preview)
        worker.frame_ready.connect(self._show_frame)
        self.preview.available_size_changed.connect(self.worker.set_preview_size)
        worker.source_opened.connect(self._begin_source)
        worker.failed.connect(messages.show_error)
        worker.converting.connect(self._status_bar.show_conversion)
        # Directly, so the images never pass through the window's thread.
        worker.logged.connect(self.snapshots.add, Qt.ConnectionType.DirectConnection)
        worker.snapshot_announced.connect(notices.show)
        notices.failed.connect(messages.show_warning)
        self.snapshots.recovered.connect(messages.show_warning)
        self.snapshots.reported.connect(messages.show_note)
        self.snapshots.failed.connect(messages.show_error)
        self.sources.changed.connect(self._show_source)
        self.settings.changed.connect(self.worker.use_settings)
        self.settings.changed.connect(self.snapshots.set_settings)
        self.settings.failed.connect(messages.show_error)

    @Slot()
    def _show_frame(self) -> None:
        frame = self.worker.mailbox.take()
        info = self.sources.info
        if frame is None or info is None:  # of a source that was just closed
            return
        self.preview.show_image(frame.image, frame.size)
        self.status.show_statistics(frame.statistics)
        self._status_bar.show_statistics(info, frame.statistics)
        if self._stack.currentWidget() is not self.preview:
            self._show_source()

    @Slot(object)
    def _begin_source(self, info: SourceInfo) -> None:
        self.preview.clear()
        self.status.show_source(info)

    @Slot()
    def _show_source(self) -> None:
        sources = self.sources
        self.commands.set_source_state(
            sources.state,
            sources.info,
            may_have_camera=sources.cameras is None or bool(sources.cameras),
        )
        if sources.state in {SourceState.IDLE, SourceState.OPENING}:
            self.preview.clear()
            self.status.clear(sources.name)
            self.messages.withdraw(self.commands.replay)
        self.setWindowTitle(f"{sources.name} — Maskapp" if sources.name else "Maskapp")
        is_paused = sources.state == SourceState.PAUSED
        self.preview.set_badge(self.tr("Paused") if is_paused else "")
        content = placeholder_for(sources, self.commands, has_image=self.preview.has_image())
        if content is None:
            self._stack.setCurrentWidget(self.preview)
            if sources.state == SourceState.ENDED:
                is_one = sources.info is not None and sources.info.frame_count == 1
                all_of_them = self.tr("All pictures have been checked.")
                text = self.tr("The picture has been checked.") if is_one else all_of_them
                self.messages.show_note(sources.sentence or text, self.commands.replay)
            return
        if sources.info is not None:
            self.status.show_source(sources.info)  # clears the list of faces
        self.page.show_content(content)
        self._stack.setCurrentWidget(self.page)
        self._status_bar.show_text(content.title)

    def event(self, event: QEvent) -> bool:
        """Override `QMainWindow.event`: leave the space bar to a focused button or combo box."""
        if event.type() == QEvent.Type.ShortcutOverride:
            is_space = isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Space
            if is_space and isinstance(QApplication.focusWidget(), _SPACE_PRESSES):
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

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Override `QWidget.keyPressEvent`: leave full screen on Esc."""
        if event.key() == Qt.Key.Key_Escape and self.commands.fullscreen.isChecked():
            self.commands.fullscreen.trigger()
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802
        """Override `QWidget.closeEvent`: ask while recording, then stop everything in order."""
        if self.recording.is_recording and not self._has_to_close:
            self._has_to_close = self.dialogs.may_stop_recording()
            if not self._has_to_close:
                event.ignore()
                return
        self.is_closing = True
        self._layout.save()
        self.hide()
        self.recording.finish()
        worker_ended = self.worker.shutdown(_WORKER_TIMEOUT_S)
        others = [self.sources.stop(), self.snapshots.shutdown(), self.settings.stop()]
        self.has_ended = worker_ended and all(others)
        event.accept()
