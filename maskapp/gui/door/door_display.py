"""The door display: opened and left by the user, and fed with what the source shows."""

import time
from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMainWindow

from maskapp.gui.door.door_window import DoorWindow
from maskapp.gui.door.no_picture import why_no_picture
from maskapp.gui.settings.settings_store import SettingsStore
from maskapp.gui.shared.make_action import make_action
from maskapp.gui.sources.source_control import SourceControl
from maskapp.gui.worker.frame_mailbox import ShownFrame
from maskapp.gui.worker.worker_thread import WorkerThread
from maskapp.live.door.door_sign import ShownSign, SteadySign
from maskapp.live.door.door_words import door_words
from maskapp.live.door.people_at_door import DoorSign, at_door
from maskapp.records import SourceState

_REFRESH_MS = 100


class DoorDisplay(QObject):
    """The door display of a window.

    Leaving it shows the window again; if the window was never shown, as in kiosk mode, the program
    ends, so that nobody at the door gets to see the snapshot log.

    Args:
        window: The main window.
        settings: Provides the words.
        worker: Draws the pictures.
        sources: The source in use.
        now_s: A steady clock.

    Attributes:
        action: Opens the door display.
        door: Its window while it is open, else None.
    """

    opened = Signal(bool)
    """The door display is shown (True), or no longer."""

    def __init__(
        self,
        window: QMainWindow,
        settings: SettingsStore,
        worker: WorkerThread,
        sources: SourceControl,
        now_s: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(window)
        self.door: DoorWindow | None = None
        self._window, self._settings = window, settings
        self._worker, self._sources = worker, sources
        self._now_s = now_s
        self._steady = SteadySign()
        self._last_door: DoorWindow | None = None
        self._refresh_timer = QTimer(self, interval=_REFRESH_MS)
        self._refresh_timer.timeout.connect(self.refresh)
        self.action: QAction = make_action(
            window,
            "door",
            self.tr("&Door display"),
            self.tr("Tell the person at the door about their mask; hold Esc to leave"),
            "F10",
        )
        self.action.triggered.connect(self.open)

    @Slot()
    def open(self) -> DoorWindow:
        """Fill the screen with the door display, and return its window."""
        if self.door is not None:
            self.door.raise_()
            self.door.activateWindow()
            return self.door
        door = self.door = DoorWindow()
        door.setGeometry(self._window.screen().geometry())
        door.left.connect(self._leave, Qt.ConnectionType.QueuedConnection)
        self._steady = SteadySign()
        self._sources.changed.connect(self._follow_source)
        self._settings.changed.connect(self._use_settings)
        self._use_settings()
        self._follow_source()
        self._refresh_timer.start()
        door.showFullScreen()
        door.activateWindow()
        self.opened.emit(True)
        return door

    @Slot(object)
    def show_frame(self, frame: ShownFrame) -> None:
        """Take a frame of the source in use."""
        if self.door is not None:
            self._steady.add(at_door(frame.statistics.faces), self._now_s())
            self.door.show_picture(frame.image)
            self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Show the sign that is due now."""
        if self.door is None:
            return
        shown = self._steady.at(self._now_s())
        if self._sources.state is SourceState.OPENING:
            shown = ShownSign(DoorSign.WAIT)
        settings = self._settings.settings
        words = door_words(shown.sign, settings, is_for_several=shown.is_for_several)
        note = ""
        if shown.sign is DoorSign.UNAVAILABLE:
            why = why_no_picture(self._sources)
            words, note = why.text or words, why.note
        self.door.show_sign(shown.sign, words, note)

    def close(self) -> None:
        """Close the door display, if it is open."""
        door, self.door = self.door, None
        if door is None:
            return
        self._refresh_timer.stop()
        self._sources.changed.disconnect(self._follow_source)
        self._settings.changed.disconnect(self._use_settings)
        self._worker.set_mirrored(is_mirrored=False)
        door.close()
        # Qt deletes it once the events that are under way have ended; without a reference, Python
        # would do so here.
        self._last_door = door
        door.deleteLater()
        self.opened.emit(False)

    @Slot()
    def _leave(self) -> None:
        if self._window.isVisible():
            self.close()
        else:
            self._window.close()  # which closes the door display too, unless a recording goes on

    @Slot()
    def _use_settings(self) -> None:
        if self.door is not None:
            is_wanted = self._settings.settings.door_picture
            self.door.set_picture_wanted(is_wanted)
            self._worker.set_mirrored(is_wanted)

    @Slot()
    def _follow_source(self) -> None:
        is_running = self._sources.state is SourceState.RUNNING
        self._steady.set_available(is_running, self._now_s())
        if self.door is not None and not is_running:
            self.door.clear_picture()
        self.refresh()
