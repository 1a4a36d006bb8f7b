"""The folder of a snapshot log: what is in it, and what becomes of it."""

from pathlib import Path

import pytest

from maskapp.outputs.snapshots.log import SnapshotLog, database_path, pictures_of
from maskapp.outputs.snapshots.rebuilding import rebuild as rebuilding
from tests.support.snapshots import make_snapshots
from tests.support.worker_fakes import Hang


def count_saved(folder: Path) -> int:
    """Return how many snapshots the log has."""
    with SnapshotLog(folder) as log:
        return log.count()


def count_pictures(folder: Path) -> int:
    """Return how many snapshots have all their pictures, whether or not the log knows of them."""
    return len(pictures_of(folder).find().complete)


def make_log_without_database(folder: Path, count: int) -> None:
    """Make a log of some snapshots whose database was lost, so that it has to be rebuilt."""
    with SnapshotLog(folder) as log:
        for new in make_snapshots(count):
            log.add(new)
    database_path(folder).unlink()


def hang_rebuild(monkeypatch: pytest.MonkeyPatch) -> Hang:
    """Let each rebuild tell how far it is at once, and hang once it has taken the pictures."""
    hang, take = Hang(), rebuilding.take_kept_corrections

    def take_slowly(*arguments: object) -> None:
        hang()
        take(*arguments)

    monkeypatch.setattr(rebuilding, "_TELL_EVERY_S", 0)
    monkeypatch.setattr(rebuilding, "take_kept_corrections", take_slowly)
    return hang
