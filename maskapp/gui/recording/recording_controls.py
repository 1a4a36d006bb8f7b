"""Starting and stopping recordings, and showing their progress and outcome."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices

from maskapp import paths
from maskapp.files.regular_files import is_folder
from maskapp.gui.notifications.message_bar import MessageBar
from maskapp.gui.preview.preview import Preview
from maskapp.gui.recording.finish_dialog import FinishDialog
from maskapp.gui.recording.recording_indicator import RecordingIndicator, recording_text
from maskapp.gui.settings.settings_store import SettingsStore
from maskapp.gui.shared.actions import Actions
from maskapp.gui.shared.disk_check import DiskCheck
from maskapp.gui.shared.formatting import frame_count, isolated
from maskapp.gui.worker.worker_thread import WorkerThread
from maskapp.records import RecordingOutcome, RecordingStatus


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
        is_unfinished: Whether a recording is in progress, or still being written to a slow disk.
    """

    _status_shown = Signal(object)
    """The status that `is_unfinished` is of. The worker's own signal is not: it may have been
    emitted already, and wait in this thread's queue."""

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
        self.is_unfinished = False
        self._worker = worker
        self._settings = settings
        self._actions = actions
        self._preview = preview
        self._messages = messages
        self._last_warning = ""
        self._last_dropped = 0
        self._folder = Path()
        self._check = DiskCheck(self)
        self._check.answered.connect(self._open_folder)
        actions.record.triggered.connect(self._toggle)
        actions.recordings_folder.triggered.connect(self.open_folder)
        self.indicator.clicked.connect(self.open_folder)
        worker.worker.recording_changed.connect(self._show_status)
        worker.worker.recording_finished.connect(self._show_outcome)

    @Slot()
    def open_folder(self) -> None:
        """Show the folder of the recordings in the file manager."""
        settings = self._settings.settings
        self._folder = Path(settings.recording_folder or paths.default_recording_dir())
        self._check.ask(partial(is_folder, self._folder))

    def finish(self) -> None:
        """Stop recording and wait for the file, with a dialog if its disk is slow."""
        self._check.drop()
        if self.is_unfinished:
            dialog = FinishDialog(self._worker)
            self._status_shown.connect(dialog.show_status)
            self._worker.finish_recording()
            dialog.wait()

    @Slot(object)
    def _open_folder(self, is_there: bool) -> None:
        folder = self._folder
        if not is_there:
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
        self.is_recording = status is not None and not status.is_finishing
        self.is_unfinished = status is not None
        self._actions.show_recording(self.is_recording)
        self.indicator.show_status(status)
        self._preview.set_recording_text(recording_text(status) if status else "")
        warning = (status.warning or "") if status else ""
        if warning and not self._last_warning:
            self._messages.show_warning(warning)
        self._last_warning = warning
        dropped = status.dropped if status else 0
        if dropped and not self._last_dropped:
            self._messages.show_warning(
                self.tr("The disk is too slow: frames are missing from the recording.")
            )
        self._last_dropped = dropped
        self._status_shown.emit(status)

    @Slot(object)
    def _show_outcome(self, outcome: RecordingOutcome) -> None:
        if outcome.problem:
            self._messages.show_error(outcome.problem)
        elif outcome.path is None:
            self._messages.show_warning(
                self.tr("Nothing was recorded: the recording ended before its first frame.")
            )
        elif outcome.dropped:
            text = self.tr("{0}. The disk was too slow: {1} are missing.")
            missing = frame_count(outcome.dropped)
            self._messages.show_warning(text.format(self._where(outcome), missing))
        else:
            self._messages.show_note(self._where(outcome), self._actions.recordings_folder)

    def _where(self, outcome: RecordingOutcome) -> str:
        """Name the file before its folder, whose end a narrow message hides."""
        assert outcome.path is not None
        name, folder = isolated(outcome.path.name), isolated(str(outcome.path.parent))
        if not outcome.earlier:
            return self.tr("Recording saved: {0}, in {1}").format(name, folder)
        text = self.tr(
            "Recording saved in {0} files, as large as the disk allows: {1} to {2}, in {3}"
        )
        first = isolated(outcome.earlier[0].name)
        return text.format(len(outcome.earlier) + 1, first, name, folder)
