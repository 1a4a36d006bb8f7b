"""The two logs of a running program: the user's, and one for snapshots of the demo clip.

Several programs may share the user's log. One that opens it while no other uses it repairs it, and
the last one that closes it removes what was deleted.
The demo's is in a temporary folder until the program ends: its portrait is never counted among the
people of the user's log.
"""

import contextlib
import logging
from collections.abc import Callable, Iterator
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from cachetools import LRUCache

from maskapp.errors import MaskappError, OutputError, SnapshotLogBusyError
from maskapp.files.temporary_folders import TemporaryFolder
from maskapp.outputs.figures.records import MinuteFigures
from maskapp.outputs.snapshots.rebuilding.pauses import PausedAttempts
from maskapp.outputs.snapshots.records import (
    Listing,
    NewClip,
    NewSnapshot,
    Snapshot,
    SnapshotFacts,
    SnapshotFilter,
    SnapshotSort,
)
from maskapp.outputs.snapshots.rows import FIRST_DEMO_ID, is_of_demo
from maskapp.outputs.violation_event import EventKey, ViolationEvent
from maskapp.preload_libraries import load_libraries

if TYPE_CHECKING:
    from maskapp.files.shared_use import SharedUse
    from maskapp.outputs.snapshots.log import SnapshotLog

_MOST_EVENTS = 1000
"""Events whose clips may still come."""
_USE_NAME = "in-use"
_REPAIR_TIMEOUT_S = 60.0
"""Time for which a new picture waits while another program repairs the log."""

_log = logging.getLogger(__name__)


class OpenLogs:
    """The two logs, each opened when it is first used; for use in one thread.

    The log and its imports are loaded with the first call.

    Args:
        folder: Folder of the user's log.
        busy_timeout_s: Time-out while another process holds the user's log.
        tell_progress: Called while the user's log is rebuilt; see `TellProgress`.

    Attributes:
        messages: What was repaired when the user's log was opened, for the user; the reader takes
            them out.
    """

    def __init__(
        self,
        folder: Path,
        busy_timeout_s: float,
        tell_progress: Callable[[int, int], None] = lambda *_: None,
    ) -> None:
        self.messages: list[str] = []
        self._folder = folder
        self._deleted: set[int] = set()
        self._busy_timeout_s = busy_timeout_s
        self._tell_progress = tell_progress
        self._demo_folder: TemporaryFolder | None = None
        self._opened: dict[bool, SnapshotLog] = {}
        self._ongoing: dict[EventKey, tuple[bool, str]] = {}
        self._ended: dict[EventKey, ViolationEvent] = {}
        self._events: LRUCache[EventKey, tuple[bool, str]] = LRUCache(_MOST_EVENTS)
        self._newest_figures: MinuteFigures | None = None
        self._has_clip_failed = False
        self._attempts = PausedAttempts()

    def folder(self, *, is_demo: bool) -> Path:
        """Return the folder of a log.

        Raises:
            OutputError: There is no place for the demo's.
        """
        if not is_demo:
            return self._folder
        if self._demo_folder is None:
            self._demo_folder = TemporaryFolder()
        return self._demo_folder.path / "snapshots"

    def write_pictures(self, new: NewSnapshot) -> tuple[str, SnapshotFacts]:
        """Write the pictures of a new snapshot; works while another process holds the database."""
        load_libraries()
        from maskapp.outputs.snapshots.log import pictures_of  # noqa: PLC0415

        with contextlib.ExitStack() as use:
            if not new.is_demo:  # a program that repairs the log would take it for half a snapshot
                with contextlib.suppress(TimeoutError):
                    use.enter_context(self._use.during(_REPAIR_TIMEOUT_S))
            stem, facts = pictures_of(self.folder(is_demo=new.is_demo)).write_new(new)
        if new.event is not None:
            self._events[new.event.key] = (new.is_demo, stem)
            if new.event.ending is None:
                self._ongoing[new.event.key] = (new.is_demo, stem)
        return stem, facts

    def update_event(self, event: ViolationEvent) -> list[Snapshot]:
        """Write how an event goes on whose pictures were written before.

        An end that cannot be written is written by `write_ends`.

        Returns:
            Its snapshot, unless that was deleted or its pictures could not be written.
        """
        if event.key not in self._ongoing:
            return []
        self._ended.pop(event.key, None)  # comes last if it has to wait again
        is_demo, stem = self._ongoing[event.key]
        try:
            (log := self.log(is_demo=is_demo)).update_event(stem, event)
        except MaskappError:
            if event.ending is not None:
                self._ended[event.key] = event
            raise
        if event.ending is not None:
            del self._ongoing[event.key]
        snapshot_id = log.id_of(stem)
        return [] if snapshot_id is None else log.read([snapshot_id])

    def write_ends(self) -> list[Snapshot]:
        """Write ends of events once something else could be written, until one fails again.

        Returns:
            The snapshots of those that are written now.
        """
        written: list[Snapshot] = []
        for event in list(self._ended.values()):
            if self._ongoing[event.key][0] in self._opened:
                try:
                    written += self.update_event(event)
                except MaskappError:  # told when it failed first; others likely fail, too
                    break
                except Exception:  # noqa: BLE001 - the caller's own work was done
                    _log.exception("The end of an event is lost")
        return written

    def add_clip(self, clip: NewClip) -> list[Snapshot]:
        """Add the clip of an event.

        Returns:
            Its snapshot, unless that was deleted or its pictures could not be written.

        Raises:
            OutputError: The clip cannot be written; raised once, until one can be.
        """
        if clip.key not in self._events:
            _log.warning("The clip of an event is lost: it has no snapshot to be kept with")
            return []
        is_demo, stem = self._events[clip.key]
        log = self.log(is_demo=is_demo)
        snapshot_id = log.id_of(stem)
        if snapshot_id is None:
            return []
        try:
            log.add_clip(stem, clip.content)
        except OutputError:
            if self._has_clip_failed:
                return []
            self._has_clip_failed = True
            raise
        self._has_clip_failed = False
        return log.read([snapshot_id])

    def add_figures(self, figures: MinuteFigures) -> None:
        """Add the figures of a minute to the user's log; there are none of the demo.

        Those of a part of a minute replace what was added of it before.
        """
        from maskapp.outputs.figures.tables import add_figures  # noqa: PLC0415

        database, before = self.log(is_demo=False).database, self._newest_figures
        if before is not None and figures.part is not None and before.part == figures.part:
            add_figures(database, figures, before.counts)
        else:
            add_figures(database, figures)
        self._newest_figures = figures  # only now: what cannot be written is written next time

    def listing(self, wanted: SnapshotFilter, sort: SnapshotSort, *, is_demo: bool) -> Listing:
        """Return the snapshots of a log that pass a filter, sorted."""
        log, folder = self.log(is_demo=is_demo), self.folder(is_demo=is_demo)
        return Listing(log.find(wanted, sort), log.count(), log.sources(), folder, is_demo)

    def log(self, *, is_demo: bool) -> "SnapshotLog":
        """Return a log; the user's is opened again after its disk was away.

        Raises:
            SnapshotLogBusyError: Another process holds it.
            MaskappError: It cannot be opened.
        """
        self._close_lost()
        if is_demo not in self._opened:
            load_libraries()
            opened = self._open_demo() if is_demo else self._attempts.run(self._open_users)
            self._opened[is_demo] = opened
        return self._opened[is_demo]

    def of(self, snapshot_ids: list[int]) -> "SnapshotLog":
        """Return the log that these snapshots belong to."""
        return self.log(is_demo=any(map(is_of_demo, snapshot_ids)))

    def opened(self) -> "list[SnapshotLog]":
        """Return the logs that are open."""
        return list(self._opened.values())

    def delete(self, ids: list[int]) -> None:
        """Delete snapshots of a log; they can be restored for an hour at most, until `close`."""
        self.of(ids).delete(ids)
        self._deleted.update(ids)

    def restore(self, ids: list[int]) -> int:
        """Restore deleted snapshots of a log; return how many there still were."""
        restored = self.of(ids).restore(ids)
        self._deleted.difference_update(ids)
        return restored

    def close(self) -> None:
        """Write what ended, remove deleted snapshots and the demo's for good, and close both logs.

        While other programs use the user's log, only what this one has deleted is removed.
        """
        self._close_lost()
        if self._ended and False in self._opened:
            self._opened[False].database.reserve.give_up()
        for _ in list(self._ended):  # one that cannot be written holds up no other
            self.write_ends()
        opened, self._opened = self._opened, {}
        try:
            if False in opened:
                opened[False].purge(None if self._use.is_last() else self._deleted)
        finally:
            for log in opened.values():
                log.close()
            self._use.end()
            if self._demo_folder is not None:
                self._demo_folder.remove()
                self._demo_folder = None

    def _close_lost(self) -> None:
        log = self._opened.get(False)
        if log is not None and log.database.is_lost:
            del self._opened[False]
            log.close()
            self._use.end()

    @cached_property
    def _use(self) -> "SharedUse":
        from maskapp.files.shared_use import SharedUse  # noqa: PLC0415

        return SharedUse(self._folder / _USE_NAME)

    def _open_users(self) -> "SnapshotLog":
        from maskapp.outputs.snapshots import recovery  # noqa: PLC0415

        with self._ended_by_errors():
            folder, timeout_s = self._folder, self._busy_timeout_s
            if not self._use.begin(timeout_s):
                return recovery.open_beside_others(folder, timeout_s)
            log, messages = recovery.open_recovered(folder, timeout_s, self._tell_progress)
            self.messages += messages
            try:
                self._use.share(timeout_s)
            except BaseException:
                log.close()
                raise
            return log

    @contextlib.contextmanager
    def _ended_by_errors(self) -> Iterator[None]:
        """End the use of the user's log if it cannot be opened, so that another can repair it."""
        try:
            yield
        except TimeoutError as error:
            self._use.end()
            raise SnapshotLogBusyError(
                f"The snapshot log {self._folder} is being repaired by another program"
            ) from error
        except BaseException:
            self._use.end()
            raise

    def _open_demo(self) -> "SnapshotLog":
        from maskapp.outputs.snapshots.log import SnapshotLog  # noqa: PLC0415

        log = SnapshotLog(self.folder(is_demo=True))
        log.number_from(FIRST_DEMO_ID)
        return log
