"""Reading of the snapshot log, in one thread that keeps it open."""

import asyncio
import logging
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from maskapp.display_names import without_folder
from maskapp.errors import MaskappError, SnapshotLogDamagedError, SnapshotLogError
from maskapp.outputs.snapshots.log import SnapshotLog, database_path
from maskapp.outputs.snapshots.rebuilding.rebuild import (
    BEING_REBUILT,
    is_being_rebuilt,
    is_database_lost,
)

_BUSY_TIMEOUT_S = 2.0
_CLOSE_TIMEOUT_S = 3.0

_log = logging.getLogger(__name__)

_Result = TypeVar("_Result")


class LogReader:
    """A reader of the log, for use on an event loop.

    The log checks all its rows when it is opened, so it stays open from one request to the next.

    Args:
        folder: Folder of the snapshot log; it may not exist yet.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._thread: ThreadPoolExecutor | None = None
        self._waiting: set[Future[Any]] = set()
        self._log: SnapshotLog | None = None

    async def read(self, work: Callable[[SnapshotLog], _Result], without_log: _Result) -> _Result:
        """Return what a function reads; if this is cancelled before its turn, it is not called.

        Args:
            work: Runs in the thread of the log.
            without_log: The result if there is no log yet.

        Raises:
            SnapshotLogError: The log cannot be read.
        """
        if self._thread is None:
            self._thread = ThreadPoolExecutor(1, type(self).__name__)
        future = self._thread.submit(self._read, work, without_log)
        self._waiting.add(future)
        future.add_done_callback(self._waiting.discard)
        return await asyncio.wrap_future(future)

    def close(self) -> None:
        """Cancel what waits, close the log and end the thread; abandon it if its disk hangs."""
        thread, self._thread = self._thread, None
        if thread is not None:
            for future in tuple(self._waiting):
                future.cancel()
            closing = thread.submit(self._close)
            wait([closing], _CLOSE_TIMEOUT_S)
            thread.shutdown(wait=closing.done())
            if not closing.done():
                _log.warning("The snapshot log does not respond; it is abandoned")

    def _read(self, work: Callable[[SnapshotLog], _Result], without_log: _Result) -> _Result:
        try:
            with without_places(self.folder):
                log = self._open()
                return without_log if log is None else work(log)
        except SnapshotLogError:
            self._close()  # the next request opens it again, which may be repaired by then
            raise

    def _open(self) -> SnapshotLog | None:
        """Return the log; None if there is none. It is opened again once its file is another."""
        if self._log is None or self._log.database.is_lost:
            self._close()
            self._log = open_log(self.folder)
        return self._log

    def _close(self) -> None:
        log, self._log = self._log, None
        if log is not None:
            log.close()


def open_log(folder: Path) -> SnapshotLog | None:
    """Open a log to read it; return None if there is none yet.

    Args:
        folder: Folder of the snapshot log.

    Raises:
        SnapshotLogError: It cannot be opened, or only its pictures are left.
    """
    if is_database_lost(folder) and is_being_rebuilt(folder):
        raise SnapshotLogDamagedError(BEING_REBUILT)
    if is_database_lost(folder):
        raise SnapshotLogDamagedError(
            "The database of the snapshot log is missing; start the Maskapp window, which rebuilds"
            " it from its pictures"
        )
    path = database_path(folder)
    if not path.is_file() or not path.stat().st_size:
        return None
    return SnapshotLog(folder, _BUSY_TIMEOUT_S, is_read_only=True)


@contextmanager
def without_places(*folders: Path) -> Iterator[None]:
    """Leave the folders out of the messages of errors: viewers need not know where files are.

    Args:
        folders: The folders.
    """
    try:
        yield
    except MaskappError as error:
        words = str(error)
        for folder in folders:
            words = without_folder(words, folder)
        raise type(error)(words) from error
