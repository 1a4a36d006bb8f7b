"""Waiting for a snapshot log that is held or rebuilt, and what the user is told meanwhile."""

import contextlib
from collections.abc import Callable, Iterator, Sequence

from PySide6.QtCore import QLocale, QObject, QTimer, Signal

from maskapp.errors import MaskappError, SnapshotLogBusyError


class LogWait(QObject):
    """The pauses between the attempts, and the messages at the beginning and at the end.

    Args:
        parent: The owner, whose thread is used.
        pauses_ms: The pauses; the last one repeats.

    Attributes:
        attempts: Attempts that failed since the log could be used.
    """

    due = Signal()
    """The log is to be tried again."""
    begun = Signal(str)
    """A message for the user; it is true until `ended` is emitted with the same message."""
    ended = Signal(str)
    succeeded = Signal(str)
    """A message for the user that the log can be used again."""

    def __init__(self, parent: QObject, pauses_ms: tuple[int, ...]) -> None:
        super().__init__(parent)
        self.attempts = 0
        self._pauses_ms = pauses_ms
        self._message = ""
        self._timer = QTimer(self)  # moves to the thread with this object
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.due)

    def wait(self, reason: str) -> None:
        """Wait after an attempt that failed; the first one is told.

        Args:
            reason: Why it failed, without a full stop.
        """
        if not self.attempts:
            text = self.tr("{}. Maskapp tries again by itself; new snapshots are saved meanwhile.")
            self._message = text.format(reason)
            self.begun.emit(self._message)
        self._timer.start(self._pauses_ms[min(self.attempts, len(self._pauses_ms) - 1)])
        self.attempts += 1

    def end(self) -> None:
        """Take note that the log can be used; tell it if it was waited for."""
        if self.attempts:
            self.attempts = 0
            self.ended.emit(self._message)
            self.succeeded.emit(self.tr("The snapshot log can be used again."))

    def stop(self) -> None:
        """Wait no longer."""
        self._timer.stop()


class LogRebuild(QObject):
    """How far the rebuild of a damaged log is, if it takes more than a moment.

    Attributes:
        counts: The number of entries so far and of all; zeros while there is no rebuild. May be
            read in any thread.
    """

    changed = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.counts = (0, 0)

    def put(self, done: int, total: int) -> None:
        """Take note of the progress, zeros at the end."""
        if (done, total) != self.counts:
            self.counts = (done, total)
            self.changed.emit()

    def text(self) -> str:
        """Return what the user is told, as a sentence; "" while there is no rebuild."""
        done, total = self.counts
        if not total:
            return ""
        text = self.tr("The snapshot log is being rebuilt: {} of {}.")
        return text.format(QLocale().toString(done), QLocale().toString(total))


def run_until_held(
    commands: Sequence[tuple[Callable[[], None], bool]], tell_failure: Callable[[str], None]
) -> int:
    """Run commands that waited for the log, at the end, until it is held again.

    Args:
        commands: Each with whether the user loses something if it never runs.
        tell_failure: Called with a message for the user.

    Returns:
        How many of those that never ran the user loses something by.
    """
    for number, (command, _) in enumerate(commands):
        try:
            command()
        except SnapshotLogBusyError:
            return sum(is_change for _, is_change in commands[number:])
        except MaskappError as error:
            tell_failure(str(error))
    return 0


@contextlib.contextmanager
def told_if_it_fails(tell: Callable[[], None]) -> Iterator[None]:
    """Call a function if the body fails, unless the log is held: then the body is tried again."""
    try:
        yield
    except SnapshotLogBusyError:
        raise
    except BaseException:
        tell()
        raise
