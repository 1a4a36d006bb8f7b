"""Looking at files and folders without blocking the window."""

import os
from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject, Qt, QTimer, Signal, Slot

from maskapp.live.background_task import Done, Failed, Job

TYPING_MS = 200
"""A `delay_ms` for questions about text that is being typed."""


class DiskCheck(QObject):
    """Questions about the disk, each asked in a thread: a network drive may not respond for long.

    Only the newest question is answered.

    Args:
        parent: The owner.
        delay_ms: How long no newer question may come before one is asked.
    """

    answered = Signal(object)
    """What the function that was passed to `ask` has returned; None if it has failed."""

    _reported = Signal(object, object)

    def __init__(self, parent: QObject, *, delay_ms: int = 0) -> None:
        super().__init__(parent)
        self._question: Callable[[], object] = _no_question
        self._jobs: list[Job[object]] = []
        self._timer = QTimer(self, interval=delay_ms, singleShot=True)
        self._timer.timeout.connect(self._start)
        self._reported.connect(self._on_reported, Qt.ConnectionType.QueuedConnection)
        self.destroyed.connect(partial(_drop, self._jobs))

    def ask(self, question: Callable[[], object]) -> None:
        """Call a function in a thread; `answered` follows unless another one is asked before."""
        self.drop()
        self._question = question
        self._timer.start()

    def drop(self) -> None:
        """Abandon the question that is not answered yet, if any."""
        self._timer.stop()
        _drop(self._jobs)

    @Slot()
    def _start(self) -> None:
        job = Job(type(self).__name__, self._question, self._reported.emit)
        self._jobs.append(job)
        job.start()

    @Slot(object, object)
    def _on_reported(self, job: Job[object], event: Done[object] | Failed) -> None:
        if job in self._jobs:  # otherwise on its way when it was dropped
            self._jobs.remove(job)
            self.answered.emit(event.result if isinstance(event, Done) else None)


def folder_problem(folder: Path) -> str:
    """Return why no files can be created in a folder, which need not exist yet; "" if they can."""
    try:
        existing = next(path for path in (folder, *folder.parents) if path.exists())
        is_folder = existing.is_dir()
    except OSError:
        return QCoreApplication.translate("FolderProblem", "cannot be reached")
    if not is_folder:
        return QCoreApplication.translate("FolderProblem", "is not a folder")
    if not os.access(existing, os.W_OK | os.X_OK):
        return QCoreApplication.translate("FolderProblem", "cannot be written to")
    return ""


def _drop(jobs: list[Job[object]]) -> None:
    while jobs:
        jobs.pop().drop()


def _no_question() -> None:
    """Stand in for a question before the first one."""
