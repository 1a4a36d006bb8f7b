"""The end of the snapshot log: waiting until everything is saved, and saying what is not."""

import logging
import time

from PySide6.QtCore import QCoreApplication, QEvent, QLocale, Qt, QTimer, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QLabel, QProgressBar, QPushButton, QVBoxLayout

from maskapp.gui.shared.theme import SPACE_L, SPACE_M
from maskapp.gui.snapshots.snapshot_thread import SnapshotThread

_WIDTH_PX = 440
_LOOK_MS = 100
_STALLED_S = 120.0
"""If nothing was saved for so long, the disk is taken for dead: perhaps nobody is there to close
the dialog."""
_TOLD_S = 30.0
"""The final message closes by itself, so that the end of a desktop session is not held up."""

_log = logging.getLogger(__name__)


class SavingDialog(QDialog):
    """A dialog that is shown at the end only if saving takes long or fails.

    Args:
        thread: Saves the snapshots.
        stalled_s: Time without progress after which the dialog gives up.
        told_s: Time for which it says what was not saved.
    """

    def __init__(
        self, thread: SnapshotThread, stalled_s: float = _STALLED_S, told_s: float = _TOLD_S
    ) -> None:
        super().__init__()
        self._thread = thread
        self._stalled_s = stalled_s
        self._problems: list[str] = []
        thread.worker.failed.connect(self._add_problem)
        self.setWindowTitle(self.tr("Maskapp"))
        self.setMinimumWidth(_WIDTH_PX)
        self.text = QLabel(self)
        self.text.setWordWrap(True)
        self.text.setTextFormat(Qt.TextFormat.PlainText)
        self._progress = QProgressBar(self)
        self._progress.setRange(0, 0)
        self.leave = QPushButton(self)
        self.leave.setAutoDefault(False)
        # Takes the focus: the space bar that took the last snapshot must not press the button.
        self.text.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.leave.clicked.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_L, SPACE_L, SPACE_L, SPACE_L)
        column.setSpacing(SPACE_M)
        column.addWidget(self.text)
        column.addWidget(self._progress)
        column.addWidget(self.leave, 0, Qt.AlignmentFlag.AlignRight)
        self._timer = QTimer(self, interval=_LOOK_MS)
        self._timer.timeout.connect(self._look)
        self._end = QTimer(self, interval=round(told_s * 1000), singleShot=True)
        self._end.timeout.connect(self.reject)

    def finish(self, timeout_s: float) -> bool:
        """Save everything, close the log and end the thread.

        Args:
            timeout_s: The dialog is shown if it takes longer.

        Returns:
            Whether the thread has ended.
        """
        has_ended = self._thread.shutdown(timeout_s)
        if not has_ended:
            self._newest = (self._thread.worker.waiting.snapshots, time.monotonic())
            self.leave.setText(self.tr("&Close without saving"))
            self._look()
            self._timer.start()
            self.exec()
            self._timer.stop()
            has_ended = self._thread.has_ended
        lost = 0 if has_ended else self._thread.worker.waiting.snapshots
        if lost:
            text = self.tr("Snapshots that are not saved, since the disk does not respond: {}.")
            self._problems.append(text.format(QLocale().toString(lost)))
        QCoreApplication.sendPostedEvents(self, QEvent.Type.MetaCall)  # what the thread emitted
        if self._problems:
            self._tell()
        return has_ended

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Override `QDialog.keyPressEvent`: Esc, pressed by mistake, loses nothing."""
        if event.key() != Qt.Key.Key_Escape or not self._timer.isActive():
            super().keyPressEvent(event)

    def _tell(self) -> None:
        text = "\n".join(dict.fromkeys(self._problems))
        _log.error("Not saved at the end: %s", text)
        self.text.setText(text)
        self._progress.hide()
        self.leave.setText(self.tr("&Close"))
        self.adjustSize()
        self._end.start()
        self.exec()
        self._end.stop()

    @Slot(str)
    def _add_problem(self, message: str) -> None:
        self._problems.append(message)

    @Slot()
    def _look(self) -> None:
        """Show what is still to be saved; end if that is nothing, or if the disk seems dead."""
        unsaved, now_s = self._thread.worker.waiting.snapshots, time.monotonic()
        if unsaved != self._newest[0]:
            self._newest = (unsaved, now_s)
        if self._thread.has_ended or now_s - self._newest[1] > self._stalled_s:
            self.reject()
        text = self.tr("Closing the snapshot log. The disk is slow.")
        if unsaved:
            text = self.tr("Snapshots still to be saved: {}. The disk is slow.").format(
                QLocale().toString(unsaved)
            )
        self.text.setText(f"{text}\n{self.tr('Maskapp closes as soon as everything is saved.')}")
