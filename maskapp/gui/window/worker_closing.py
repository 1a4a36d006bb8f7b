"""The end of the worker: waiting for the frame that it processes, and for what that adds."""

import time

from maskapp.gui.shared.closing_dialog import TOLD_S, ClosingDialog
from maskapp.gui.worker.worker_thread import WorkerThread

_GIVEN_UP_S = 60.0
"""An engine that takes longer for one frame is taken for hung."""
_HURRIED_S = 10.0
"""The same if the system ends the program, which it kills if that takes long."""


class WorkerClosingDialog(ClosingDialog):
    """A dialog that is shown at the end only if the worker takes long.

    The log has to stay open meanwhile: events end with the worker, and it passes on their clips
    and the figures of the last minute.

    Args:
        worker: The worker in its thread.
        given_up_s: Time after which the dialog gives up.
        told_s: Time for which it says what was not saved.
    """

    def __init__(
        self, worker: WorkerThread, given_up_s: float = _GIVEN_UP_S, told_s: float = TOLD_S
    ) -> None:
        super().__init__(told_s)
        self._worker = worker
        self._until_s = time.monotonic() + given_up_s

    def finish(self, timeout_s: float) -> bool:
        """Close the source, finish what is recorded and end the thread.

        Args:
            timeout_s: The dialog is shown if it takes longer.

        Returns:
            Whether the thread has ended.
        """
        if self._worker.shutdown(timeout_s):
            return True
        self.wait()
        has_ended = self._worker.has_ended
        if not has_ended:
            self.tell(
                self.tr(
                    "What was seen last is not saved, since the computer does not respond:"
                    " the end of an event, its clip, and the figures of the last minute."
                )
            )
        return has_ended

    def hurry(self, hurried_s: float = _HURRIED_S) -> None:
        """Give up soon, with no word but in the log: the program has to end.

        Args:
            hurried_s: Time from now after which the dialog gives up.
        """
        self._until_s = min(self._until_s, time.monotonic() + hurried_s)
        self.tell_nobody()

    def is_over(self) -> bool:
        """Override `ClosingDialog.is_over`: the thread has ended, or seems hung."""
        return self._worker.has_ended or time.monotonic() > self._until_s

    def progress_text(self) -> str:
        """Override `ClosingDialog.progress_text`."""
        return self.tr("Processing what was seen last. The computer is slow.")
