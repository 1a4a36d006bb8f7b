"""Starting and stopping recordings, and showing their progress and outcome."""

from pathlib import Path

from PySide6.QtCore import QObject, QUrl, Slot
from PySide6.QtGui import QDesktopServices

from maskapp import paths
from maskapp.gui.notifications.message_bar import MessageBar
from maskapp.gui.preview.preview import Preview
from maskapp.gui.recording.recording_indicator import RecordingIndicator, recording_text
from maskapp.gui.settings.settings_store import SettingsStore
from maskapp.gui.shared.actions import Actions
from maskapp.gui.worker.worker_thread import WorkerThread
from maskapp.records import RecordingStatus


class RecordingControls(QObject):
    """The connection between the recording actions and the worker, whose reports it shows.

    Args:
        worker: Writes the recordings.
        settings: Provides the folder of the recordings.
        actions: The actions of the window.
        preview: Shows the recording time in full screen, where the toolbar is hidden.
        messages: Shows where a recording was saved, and what went wrong.

    Attributes:
        indicator: Widget for the toolbar.
        is_recording: Whether a recording is in progress.
    """

    def __init__(
        self,
        worker: WorkerThread,
        settings: SettingsStore,
        actions: Actions,
        preview: Preview,
        messages: MessageBar,
    ) -> None:
        super().__init__(messages)
        self.indicator = RecordingIndicator()
        self.is_recording = False
        self._worker = worker
        self._settings = settings
        self._actions = actions
        self._preview = preview
        self._messages = messages
        self._last_warning = ""
        actions.record.triggered.connect(self._toggle)
        actions.recordings_folder.triggered.connect(self.open_folder)
        self.indicator.clicked.connect(self.open_folder)
        worker.worker.recording_changed.connect(self._show_status)
        worker.worker.recording_finished.connect(self._show_outcome)

    @Slot()
    def open_folder(self) -> None:
        """Show the folder of the recordings in the file manager."""
        folder = Path(self._settings.settings.recording_folder or paths.default_recording_dir())
        if not folder.is_dir():
            self._messages.show_note(self.tr("There are no recordings yet in {0}.").format(folder))
        else:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))
            # Qt cannot say whether a file manager opened, so the message names the folder too.
            self._messages.show_note(self.tr("The recordings are in {0}.").format(folder))

    @Slot()
    def _toggle(self) -> None:
        if self.is_recording:
            self._worker.stop_recording()
        else:
            self._worker.start_recording()
        # Triggering the action has toggled it, but it may change only once the worker reports back.
        self._actions.show_recording(self.is_recording)

    @Slot(object)
    def _show_status(self, status: RecordingStatus | None) -> None:
        self.is_recording = status is not None
        self._actions.show_recording(self.is_recording)
        self.indicator.show_status(status)
        self._preview.set_recording_text(recording_text(status) if status else "")
        warning = status.warning if status and status.warning else ""
        if warning and not self._last_warning:
            self._messages.show_warning(warning)
        self._last_warning = warning

    @Slot(object, str)
    def _show_outcome(self, path: Path | None, problem: str) -> None:
        self._show_status(None)
        if problem:
            self._messages.show_error(problem)
        elif path is not None:
            text = self.tr("Recording saved: {0}").format(path)
            self._messages.show_note(text, self._actions.recordings_folder)
