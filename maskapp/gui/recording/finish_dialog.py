"""Waiting, when the program ends, for recordings that are still being written."""

import logging

from PySide6.QtCore import QEventLoop, Qt, QTimer, Slot
from PySide6.QtWidgets import QDialog, QLabel, QPushButton, QVBoxLayout

from maskapp.gui.shared.formatting import frame_count
from maskapp.gui.shared.theme import SPACE_L, SPACE_M
from maskapp.gui.worker.worker_thread import WorkerThread
from maskapp.records import RecordingStatus

_SHOWN_AFTER_MS = 1000
_DROP_AFTER_MS = 30_000
"""Then the frames that are still waiting are dropped, and the file is finished without them."""
_GIVE_UP_AFTER_MS = 60_000

_log = logging.getLogger(__name__)


class FinishDialog(QDialog):
    """A dialog that is shown while the disk takes longer than a second to finish the recordings.

    Args:
        worker: Writes the recordings.
        shown_after_ms: Delay of the dialog.
    """

    def __init__(self, worker: WorkerThread, shown_after_ms: int = _SHOWN_AFTER_MS) -> None:
        super().__init__()
        self.setWindowTitle(self.tr("Quit Maskapp"))
        self.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, on=False)
        self._worker = worker
        self._loop = QEventLoop(self)
        title = QLabel(self.tr("Finishing the recording. Its disk is slow."))
        self._progress = QLabel()
        self._quit = QPushButton(self.tr("&Quit without waiting"))
        self._quit.setToolTip(self.tr("What is not yet written will be missing from the recording"))
        self._quit.setAutoDefault(False)
        self._quit.clicked.connect(self._give_up)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_L, SPACE_L, SPACE_L, SPACE_L)
        column.setSpacing(SPACE_M)
        column.addWidget(title)
        column.addWidget(self._progress)
        column.addWidget(self._quit, 0, Qt.AlignmentFlag.AlignRight)
        for delay_ms, slot in (
            (shown_after_ms, self.show),
            (_DROP_AFTER_MS, worker.drop_unwritten_frames),
            (_GIVE_UP_AFTER_MS, self._give_up),
        ):
            timer = QTimer(self, singleShot=True, interval=delay_ms)
            timer.timeout.connect(slot)
            timer.start()
        self.show_status(RecordingStatus())

    def wait(self) -> None:
        """Return when all recordings are finished, or the user or a time-out gives up."""
        self._loop.exec()
        self.hide()
        self.deleteLater()

    def reject(self) -> None:
        """Override `QDialog.reject`: Esc must not lose frames."""

    @Slot(object)
    def show_status(self, status: RecordingStatus | None) -> None:
        """Show the progress; None if all recordings are finished, which ends the waiting."""
        if status is None:
            self._loop.quit()
        elif status.waiting:
            text = self.tr("{0} still to be written")
            self._progress.setText(text.format(frame_count(status.waiting)))
        else:
            self._progress.setText(self.tr("Waiting for the disk"))

    @Slot()
    def _give_up(self) -> None:
        _log.error("A recording was not finished; its disk is too slow")
        self._loop.quit()
