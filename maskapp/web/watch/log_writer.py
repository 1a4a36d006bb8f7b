"""Writing to the snapshot log, in a thread of its own: a slow disk delays no frame."""

import logging
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
from maskapp.outputs.snapshots.records import LogEntry, NewClip, NewSnapshot
from maskapp.outputs.snapshots.retention import apply_retention
from maskapp.outputs.snapshots.unsaved_entries import SavedPictures, UnsavedEntries
from maskapp.outputs.violation_event import ViolationEvent
from maskapp.settings.settings_file import SETTINGS_FILE_NAME, load_settings
from maskapp.web.watch.log_messages import LogMessages

_BUSY_TIMEOUT_S = 2.0
_RETRY_PAUSE_S = 2.0
_CHECK_LIMITS_EVERY_S = 3600.0
_LIMITS, _MISSING, _REBUILD = "limits", "missing", "rebuild"
"""What messages are about, besides the kinds of entries."""

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

    Reports each violation once the log has its picture. Reports what is wrong with the log, and
    what was lost or repaired in the last day, as a message for the user; "" when that is nothing.
    Where the files are is left out, which viewers need not know.

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
        self._logs = OpenLogs(folder, _BUSY_TIMEOUT_S, self._tell_rebuild)
        self._waiting = UnsavedEntries()
        self._missing = 0
        self._is_rebuilding = False
        self._check_limits_at_s = time.monotonic()
        self._messages = LogMessages(
            lambda text: self._report(without_folder(text, self._data_dir))
        )

    def add(self, *entries: LogEntry) -> None:
        """Write entries soon, except for those for which too much waits for the disk."""
        for entry in entries:
            has_room = self._waiting.add(entry)
            if not has_room and self._waiting.dropped == 1:
                # How many is told once the disk responds.
                self._messages.put(
                    _MISSING,
                    "The snapshot log does not respond in time: snapshots are missing from it.",
                )

    def finish(self, timeout_s: float) -> bool:
        """Write what waits, close the log and end the thread; return whether that was in time."""
        self._waiting.end()
        has_ended = self.join(timeout_s)
        if not has_ended and self._is_rebuilding:
            _log.warning("The snapshot log was being rebuilt; the next start begins that again")
        return has_ended

    def _run(self) -> None:
        try:
            while (entry := self._next()) is not None:
                kind = NewSnapshot if isinstance(entry, SavedPictures) else type(entry)
                self._try(kind.__name__, partial(self._write, entry))
        finally:
            self._logs.close()

    def _next(self) -> LogEntry | SavedPictures | None:
        """Return the next entry; check the limits at the start and every hour meanwhile."""
        while True:
            wait_s = self._check_limits_at_s - time.monotonic()
            if wait_s > 0:
                entry = self._waiting.take(wait_s)
                if entry is not None or self._waiting.has_ended:
                    return entry
            self._try(_LIMITS, self._apply_retention)
            self._check_limits_at_s = time.monotonic() + _CHECK_LIMITS_EVERY_S

    def _try(self, about: str, work: Callable[[], bool]) -> bool:
        """Do some work, again and again while another process holds the log.

        Whatever goes wrong, one entry is lost at most: what comes later is written again.

        Args:
            about: Names the kind of work. What is wrong is told until the same kind works again:
                figures that can be written say nothing about pictures.
            work: Returns whether all of it was done.

        Returns:
            Whether it was.
        """
        while not self.is_dropped:
            try:
                is_done = work()
            except SnapshotLogBusyError as error:
                self._messages.put(about, f"{error}. Maskapp tries again by itself.")
                self._save_waiting()
                time.sleep(_RETRY_PAUSE_S)
            except MaskappError as error:
                self._messages.put(about, str(error))
                return False
            except Exception as error:  # noqa: BLE001 - the thread would end, and the log with it
                _log.exception("An entry of the snapshot log failed unexpectedly")
                self._messages.put(about, unexpected(error))
                return False
            else:
                if is_done:
                    self._tell_what_happened()
                    self._messages.clear(about)
                    if self._logs.write_ends():
                        self._messages.clear(ViolationEvent.__name__)
                return is_done
        return False

    def _tell_rebuild(self, done: int, total: int) -> None:
        self._is_rebuilding = total > 0
        if total:
            text = f"The snapshot log is being rebuilt: {done:,} of {total:,}."
            self._messages.put(_REBUILD, text, is_progress=True)
            self._save_waiting()
        else:
            self._messages.clear(_REBUILD)

    def _tell_what_happened(self) -> None:
        """Tell what was repaired and what is missing, now that the log can be used."""
        messages, self._logs.messages = self._logs.messages, []
        for message in messages:
            self._messages.put(message, message)
        dropped = self._waiting.take_dropped()
        if dropped:
            self._missing += dropped
            self._messages.put(
                _MISSING,
                "The snapshot log did not respond in time: entries missing from it:"
                f" {self._missing}.",
            )

    def _write(self, entry: LogEntry | SavedPictures) -> bool:
        match entry:
            case NewSnapshot():
                return self._add_row(self._waiting.save(entry, self._logs.write_pictures))
            case SavedPictures():
                return self._add_row(entry)
        with self._waiting.written(entry):
            match entry:
                case MinuteFigures():
                    self._logs.add_figures(entry)
                case NewClip():
                    self._logs.add_clip(entry)
                case _:
                    self._logs.update_event(entry)
        return True

    def _save_waiting(self) -> None:
        tell = partial(self._messages.put, NewSnapshot.__name__)
        self._waiting.save_pictures(self._logs.write_pictures, tell)

    def _add_row(self, saved: SavedPictures) -> bool:
        """Add the row of a snapshot, again and again while another process holds the log."""
        if not self._try(NewSnapshot.__name__, partial(self._add_row_once, saved)):
            return False
        if not saved.is_demo:
            self._try(_LIMITS, self._apply_retention)
        return True

    def _add_row_once(self, saved: SavedPictures) -> bool:
        log, facts = self._logs.log(is_demo=saved.is_demo), saved.facts
        snapshot_id = log.id_of(saved.stem)
        if snapshot_id is None:  # else added when the log was opened just now
            snapshot_id = log.add_row(saved.stem, facts)
        if facts.event is not None and not saved.is_demo:
            self._report(Logged(facts.event, facts.source, snapshot_id))
        return True

    def _apply_retention(self) -> bool:
        log = self._logs.log(is_demo=False)
        # The window may have changed them meanwhile; without a file, nothing is removed.
        settings, _ = load_settings(self._data_dir / SETTINGS_FILE_NAME)
        limits = (settings.retention_days, settings.retention_mb)
        removed = apply_retention(log, *limits, datetime.now().astimezone()).removed
        if removed:
            _log.info("%d snapshots beyond the limits in the settings were deleted", removed)
        return True
