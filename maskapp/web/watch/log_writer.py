"""Writing to the snapshot log, in a thread of its own: a slow disk delays no frame."""

import logging
import queue
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

from maskapp.display_names import without_folder
from maskapp.errors import MaskappError, SnapshotLogBusyError
from maskapp.live.background_task import BackgroundTask, Failed, unexpected
from maskapp.outputs.figures.records import MinuteFigures
from maskapp.outputs.snapshots.open_logs import OpenLogs
from maskapp.outputs.snapshots.records import LogEntry, NewClip, NewSnapshot, SnapshotFacts
from maskapp.outputs.snapshots.retention import apply_retention
from maskapp.outputs.snapshots.unsaved_entries import UnsavedEntries
from maskapp.outputs.violation_event import ViolationEvent
from maskapp.settings.settings_file import SETTINGS_FILE_NAME, load_settings

_BUSY_TIMEOUT_S = 2.0
_RETRY_PAUSE_S = 2.0

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Logged:
    """A violation whose picture is in the user's log.

    Attributes:
        event: The violation, as it was when its picture was saved.
        source: Display name of its source.
        snapshot_id: Id of the snapshot that shows it.
    """

    event: ViolationEvent
    source: str
    snapshot_id: int


class LogWriter(BackgroundTask[str | Logged]):
    """A thread that writes what the session adds to the log.

    Reports each violation once the log has its picture. Reports what is wrong with the log as a
    message for the user, and "" when it works again. Where the files are is left out, which viewers
    need not know.

    Args:
        folder: Folder of the user's log, in the data folder; the demo has one of its own.
        report: See `BackgroundTask`.
    """

    def __init__(
        self,
        folder: Path,
        report: Callable[[BackgroundTask[str | Logged], str | Logged | Failed], None],
    ) -> None:
        super().__init__(type(self).__name__, report)
        self._data_dir = folder.parent
        self._logs = OpenLogs(folder, _BUSY_TIMEOUT_S)
        self._entries: queue.SimpleQueue[LogEntry | None] = queue.SimpleQueue()
        self._waiting = UnsavedEntries()
        self._problem_lock = threading.Lock()
        self._problem = ""

    def add(self, entry: LogEntry) -> None:
        """Write an entry soon, unless too much waits for the disk."""
        if self._waiting.add(entry):
            self._entries.put(entry)
        elif self._waiting.dropped == 1:  # how many is told once the disk responds
            self._tell("The snapshot log does not respond in time: snapshots are missing from it.")

    def finish(self, timeout_s: float) -> bool:
        """Write what waits, close the log and end the thread; return whether that was in time."""
        self._entries.put(None)
        return self.join(timeout_s)

    def _run(self) -> None:
        try:
            self._try(self._apply_retention)
            while (entry := self._entries.get()) is not None:
                self._try(partial(self._write, entry))
        finally:
            self._logs.close()

    def _try(self, work: Callable[[], object]) -> None:
        """Do some work, again and again while another process holds the log.

        Whatever goes wrong, one entry is lost at most: what comes later is written again.
        """
        while not self.is_dropped:
            try:
                work()
            except SnapshotLogBusyError as error:
                self._tell(f"{error}. Maskapp tries again by itself.")
                time.sleep(_RETRY_PAUSE_S)
            except MaskappError as error:
                self._tell(str(error))
                return
            except Exception as error:  # noqa: BLE001 - the thread would end, and the log with it
                _log.exception("An entry of the snapshot log failed unexpectedly")
                self._tell(unexpected(error))
                return
            else:
                self._tell(" ".join(self._messages()))
                return

    def _messages(self) -> list[str]:
        """Return what the user is told now that the log can be used."""
        messages, self._logs.messages = self._logs.messages, []
        dropped = self._waiting.take_dropped()
        if dropped:
            messages.append(
                f"The snapshot log did not respond in time: entries missing from it: {dropped}."
            )
        return messages

    def _write(self, entry: LogEntry) -> None:
        with self._waiting.written(entry):
            match entry:
                case NewSnapshot():
                    stem, facts = self._logs.write_pictures(entry)
                    self._try(partial(self._add_row, entry.is_demo, stem, facts))
                case MinuteFigures():
                    self._logs.add_figures(entry)
                case NewClip():
                    self._logs.add_clip(entry)
                case _:
                    self._logs.update_event(entry)

    def _add_row(self, is_demo: bool, stem: str, facts: SnapshotFacts) -> None:
        log = self._logs.log(is_demo=is_demo)
        snapshot_id = log.id_of(stem)
        if snapshot_id is None:  # else added when the log was opened just now
            snapshot_id = log.add_row(stem, facts)
        if is_demo:
            return
        if facts.event is not None:
            self._report(Logged(facts.event, facts.source, snapshot_id))
        self._apply_retention()

    def _apply_retention(self) -> None:
        log = self._logs.log(is_demo=False)
        # The window may have changed them meanwhile; without a file, nothing is removed.
        settings, _ = load_settings(self._data_dir / SETTINGS_FILE_NAME)
        limits = (settings.retention_days, settings.retention_mb)
        removed = apply_retention(log, *limits, datetime.now().astimezone()).removed
        if removed:
            _log.info("%d snapshots beyond the limits in the settings were deleted", removed)

    def _tell(self, problem: str) -> None:
        with self._problem_lock:
            if problem == self._problem:
                return
            self._problem = problem
            if problem:
                _log.warning("%s", problem)
            self._report(without_folder(problem, self._data_dir))
