"""The two logs of the window: the user's, and one for snapshots of the demo clip.

The demo has a log of its own in a temporary folder, so that the portrait of the clip is never
counted among the people of the user's log. It is removed when the window is closed.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from maskapp.files.temporary_folders import TemporaryFolder
from maskapp.outputs.snapshots.records import NewSnapshot, SnapshotFacts
from maskapp.preload_libraries import load_libraries

if TYPE_CHECKING:
    from maskapp.outputs.snapshots.log import SnapshotLog

_FIRST_DEMO_ID = 10**12  # above `LARGEST_ID`
"""Ids of the demo's snapshots start here, so that an id tells which log it belongs to."""


class OpenLogs:
    """The two logs, each opened when it is first used; for use in one thread.

    The log and its imports are loaded with the first call.

    Args:
        folder: Folder of the user's log.
        busy_timeout_s: Time-out while another process holds the user's log.

    Attributes:
        messages: What was repaired when the user's log was opened, for the user; the reader takes
            them out.
    """

    def __init__(self, folder: Path, busy_timeout_s: float) -> None:
        self.messages: list[str] = []
        self._folder = folder
        self._busy_timeout_s = busy_timeout_s
        self._demo_folder: TemporaryFolder | None = None
        self._opened: dict[bool, SnapshotLog] = {}

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

        return pictures_of(self.folder(is_demo=new.is_demo)).write_new(new)

    def log(self, *, is_demo: bool) -> "SnapshotLog":
        """Return a log.

        Raises:
            SnapshotLogBusyError: Another process holds it.
            MaskappError: It cannot be opened.
        """
        if is_demo not in self._opened:
            load_libraries()
            self._opened[is_demo] = self._open_demo() if is_demo else self._open_users()
        return self._opened[is_demo]

    def of(self, snapshot_ids: list[int]) -> "SnapshotLog":
        """Return the log that these snapshots belong to."""
        return self.log(is_demo=any(each >= _FIRST_DEMO_ID for each in snapshot_ids))

    def opened(self) -> "list[SnapshotLog]":
        """Return the logs that are open."""
        return list(self._opened.values())

    def close(self) -> None:
        """Remove deleted snapshots and those of the demo for good, and close both logs."""
        opened, self._opened = self._opened, {}
        try:
            if False in opened:
                opened[False].purge()
        finally:
            for log in opened.values():
                log.close()
            if self._demo_folder is not None:
                self._demo_folder.remove()
                self._demo_folder = None

    def _open_users(self) -> "SnapshotLog":
        from maskapp.outputs.snapshots.recovery import open_recovered  # noqa: PLC0415

        log, messages = open_recovered(self._folder, self._busy_timeout_s)
        self.messages += messages
        return log

    def _open_demo(self) -> "SnapshotLog":
        from maskapp.outputs.snapshots.log import SnapshotLog  # noqa: PLC0415

        log = SnapshotLog(self.folder(is_demo=True))
        log.number_from(_FIRST_DEMO_ID)
        return log
