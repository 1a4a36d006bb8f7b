"""Exports of the snapshot log as downloads, each made and sent from a file removed afterwards."""

import asyncio
import shutil
import threading
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from datetime import date
from functools import partial
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse
from starlette.types import Receive, Scope, Send

from maskapp.errors import OutputError
from maskapp.files.private_files import output_error
from maskapp.files.temporary_folders import TemporaryFolder
from maskapp.outputs.export.formats import export_snapshots
from maskapp.outputs.snapshots.records import SnapshotFilter
from maskapp.web.log.log_reader import open_log, without_places

_LOOK_S = 0.5
"""How often it looks whether the browser is still there."""
_BUSY_S = 10
_MOST_FILES = 3
"""Exports that are being sent, some slowly, with the one that is being made: each is a copy of the
pictures on disk."""
_MOST_FILES_OF_ONE = 2
"""So that one client locks out nobody else."""
_LEAST_FREE_BYTES = 200_000_000
"""Left to all else that writes to the disk; recordings stop there too."""
_MEDIA_TYPES = {
    ".csv": "text/csv",
    ".html": "text/html",
    ".json": "application/json",
    ".zip": "application/zip",
}
EXPORT_SUFFIXES = tuple(_MEDIA_TYPES)
"""The endings of the addresses of exports."""


class Exports:
    """The exports of a log.

    Args:
        folder: Folder of the snapshot log.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._is_busy = False
        self._files: Counter[str] = Counter()

    async def download(
        self, request: Request, client: str, suffix: str, wanted: SnapshotFilter
    ) -> FileResponse:
        """Return an export; the work ends when the browser has left.

        Args:
            request: The request.
            client: Who asks.
            suffix: One of `EXPORT_SUFFIXES`.
            wanted: Which snapshots are exported.

        Raises:
            HTTPException: Too many exports go on (503), or there is nothing to export (404).
            MaskappError: The log cannot be read, or the export cannot be written.
        """
        if self._is_busy:
            raise HTTPException(
                503,
                "Another export is being made; try again in a moment",
                {"Retry-After": str(_BUSY_S)},
            )
        if self._files.total() >= _MOST_FILES or self._files[client] >= _MOST_FILES_OF_ONE:
            raise HTTPException(
                503,
                "Other exports are still being downloaded; try again when one has ended",
                {"Retry-After": str(_BUSY_S)},
            )
        self._is_busy = True
        try:
            return await self._make(request, client, suffix, wanted)
        finally:
            self._is_busy = False

    def _forget_file(self, client: str) -> None:
        self._files[client] -= 1
        self._files += Counter()  # drops clients without a file

    async def _make(
        self, request: Request, client: str, suffix: str, wanted: SnapshotFilter
    ) -> FileResponse:
        made = TemporaryFolder()
        self._files[client] += 1
        try:
            target = made.path / f"maskapp-snapshots-{date.today().isoformat()}{suffix}"
            await self._write_while_wanted(request, target, wanted)
        except BaseException:
            made.remove()
            self._forget_file(client)
            raise
        is_gone = partial(self._forget_file, client)
        return _RemovedFile(target, made, _MEDIA_TYPES[suffix], is_gone)

    async def _write_while_wanted(
        self, request: Request, target: Path, wanted: SnapshotFilter
    ) -> None:
        stop = threading.Event()
        work = asyncio.create_task(asyncio.to_thread(self._write, target, wanted, stop))
        try:
            while not work.done():
                await asyncio.wait({work}, timeout=_LOOK_S)
                if await request.is_disconnected():
                    stop.set()
        finally:
            stop.set()
            await asyncio.wait({work})
        work.result()

    def _write(self, target: Path, wanted: SnapshotFilter, stop: threading.Event) -> None:
        with without_places(self._folder, target.parent):
            log = open_log(self._folder)
            if log is None:
                raise HTTPException(404, "There are no snapshots to export yet")
            steps = export_snapshots(log, log.find(wanted), target, wanted)
            with log, closing(steps):
                _check_space(target.parent)
                for _ in steps:
                    if stop.is_set():
                        raise HTTPException(503, "The export ended early: the browser has left")
                    _check_space(target.parent)


def _check_space(folder: Path) -> None:
    try:
        free_bytes = shutil.disk_usage(folder).free
    except OSError as error:
        raise output_error(folder, error) from error
    if free_bytes < _LEAST_FREE_BYTES:
        raise OutputError(
            "There is too little space on the disk of the server for an export; free some, or"
            " export fewer snapshots"
        )


class _RemovedFile(FileResponse):
    """A file that is removed with its folder, however the sending ends; then calls `is_gone`."""

    def __init__(
        self, path: Path, folder: TemporaryFolder, media_type: str, is_gone: Callable[[], None]
    ) -> None:
        super().__init__(path, media_type=media_type, filename=path.name)
        self._folder = folder
        self._is_gone = is_gone

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await super().__call__(scope, receive, send)
        finally:
            try:
                await asyncio.to_thread(self._folder.remove)
            finally:
                self._is_gone()
