"""The end of the snapshot log: waiting until everything is saved, and saying what is not."""

import time

from PySide6.QtCore import QCoreApplication, QEvent, QLocale, Slot

from maskapp.gui.shared.closing_dialog import TOLD_S, ClosingDialog
from maskapp.gui.snapshots.snapshot_thread import SnapshotThread

_STALLED_S = 120.0
"""If nothing was saved for so long, the disk is taken for dead: perhaps nobody is there to close
the dialog."""


class SavingDialog(ClosingDialog):
    """A dialog that is shown at the end only if saving takes long or fails.

    Args:
        thread: Saves the snapshots.
        stalled_s: Time without progress after which the dialog gives up.
        told_s: Time for which it says what was not saved.
    """

    def __init__(
        self, thread: SnapshotThread, stalled_s: float = _STALLED_S, told_s: float = TOLD_S
    ) -> None:
        super().__init__(told_s)
        self._thread = thread
        self._stalled_s = stalled_s
        self._newest = (self._left(), time.monotonic())
        self._problems: list[str] = []
        thread.worker.failed.connect(self._add_problem)

    def finish(self, timeout_s: float) -> bool:
        """Save everything, close the log and end the thread.

        Args:
            timeout_s: The dialog is shown if it takes longer.

        Returns:
            Whether the thread has ended.
        """
        has_ended = self._thread.shutdown(timeout_s)
        if not has_ended:
            self._newest = (self._left(), time.monotonic())
            self.wait()
            has_ended = self._thread.has_ended
        lost = 0 if has_ended else self._thread.worker.waiting.snapshots
        if lost:
            text = self.tr("Snapshots that are not saved, since the disk does not respond: {}.")
            self._problems.append(text.format(QLocale().toString(lost)))
        QCoreApplication.sendPostedEvents(self, QEvent.Type.MetaCall)  # what the thread emitted
        if self._problems:
            self.tell("\n".join(dict.fromkeys(self._problems)))
        return has_ended

    def is_over(self) -> bool:
        """Override `ClosingDialog.is_over`: everything is saved, or the disk seems dead."""
        left, now_s = self._left(), time.monotonic()
        if left != self._newest[0]:
            self._newest = (left, now_s)
        return self._thread.has_ended or now_s - self._newest[1] > self._stalled_s

    def progress_text(self) -> str:
        """Override `ClosingDialog.progress_text`."""
        unsaved, rebuild = self._thread.worker.waiting.snapshots, self._thread.worker.rebuild.text()
        if unsaved and rebuild:
            text = self.tr("{} Snapshots to be saved after that: {}.")
            return text.format(rebuild, QLocale().toString(unsaved))
        if rebuild:
            text = self.tr("{} If you close now, that begins again at the next start.")
            return text.format(rebuild)
        if unsaved:
            text = self.tr("Snapshots still to be saved: {}. The disk is slow.")
            return text.format(QLocale().toString(unsaved))
        return self.tr("Closing the snapshot log. The disk is slow.")

    def leave_text(self) -> str:
        """Override `ClosingDialog.leave_text`: without new snapshots, a rebuild loses nothing."""
        worker = self._thread.worker
        if worker.rebuild.text() and not worker.waiting.snapshots:
            return self.tr("&Close now")
        return super().leave_text()

    def _left(self) -> tuple[int, tuple[int, int]]:
        """Return what is left to do, which changes as long as the disk responds."""
        return self._thread.worker.waiting.snapshots, self._thread.worker.rebuild.counts

    @Slot(str)
    def _add_problem(self, message: str) -> None:
        self._problems.append(message)
