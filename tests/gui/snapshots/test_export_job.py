"""How an export runs, is followed, cancelled and fails."""

import csv
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from maskapp.gui.snapshots.export_job import ExportJob, Scope
from maskapp.outputs.snapshots.log import SnapshotLog, database_path
from maskapp.outputs.snapshots.records import NewSnapshot
from tests.support.snapshots import make_older_log, version_of
from tests.support.worker_fakes import PATIENCE_S, Hang


class ExportLog:
    """The signals of an export.

    Attributes:
        ends: One entry: how the export ended.
    """

    def __init__(self, job: ExportJob) -> None:
        self.progress: list[int] = []
        self.ends: list[int | str] = []
        job.progressed.connect(self.progress.append)
        self.left_out: list[int] = []
        job.exported.connect(lambda count, _left_out: self.ends.append(count))
        job.exported.connect(lambda _count, left_out: self.left_out.append(left_out))
        job.cancelled.connect(lambda: self.ends.append("cancelled"))
        job.failed.connect(self.ends.append)


class HangingIds(list[int]):
    """Ids that an export reads only after `hang` is released."""

    def __init__(self, ids, hang: Hang) -> None:
        super().__init__(ids)
        self._hang = hang

    def __getitem__(self, index):
        self._hang()
        return super().__getitem__(index)


@pytest.fixture
def folder(tmp_path) -> Path:
    """A log of three snapshots."""
    image = np.zeros((6, 8, 3), np.uint8)
    with SnapshotLog(tmp_path / "log") as log:
        for minute in range(3):
            taken_at = datetime(2026, 5, 17, 12, tzinfo=UTC) + timedelta(minutes=minute)
            log.add(NewSnapshot(taken_at, "manual", "Webcam", (), image, image))
    return tmp_path / "log"


@pytest.fixture
def target(tmp_path) -> Path:
    (tmp_path / "exports").mkdir()
    return tmp_path / "exports" / "log.csv"


@pytest.fixture
def make(qapp, folder, target) -> Iterator:
    """Creates an export of some ids, with the log of its signals."""
    jobs = []

    def make(ids=None, to=target) -> tuple[ExportJob, ExportLog]:
        jobs.append(ExportJob(folder, to, Scope(ids)))
        return jobs[-1], ExportLog(jobs[-1])

    yield make
    assert all(job.wait(PATIENCE_S) for job in jobs)


def exported_ids(path: Path) -> list[str]:
    return [row["id"] for row in csv.DictReader(path.read_text("utf-8-sig").splitlines())]


def test_exports_all_snapshots_newest_first(qtbot, make, target) -> None:
    job, log = make()
    job.start()
    qtbot.waitUntil(lambda: log.ends == [3])
    assert exported_ids(target) == ["3", "2", "1"]
    assert log.progress[0] == 1


def test_exports_the_ids_in_their_order(qtbot, make, target) -> None:
    job, log = make([1, 3])
    job.start()
    qtbot.waitUntil(lambda: log.ends == [2])
    assert exported_ids(target) == ["1", "3"]


def test_an_entry_that_cannot_be_read_is_left_out_and_counted(qtbot, make, folder, target) -> None:
    with SnapshotLog(folder) as opened, opened.database.transaction() as connection:
        connection.execute("UPDATE snapshots SET source = x'ff' WHERE id = 2")
    job, log = make()
    job.start()
    qtbot.waitUntil(lambda: log.ends == [2])
    assert log.left_out == [1]
    assert exported_ids(target) == ["3", "1"]


def test_an_export_of_nothing_is_not_a_cancelled_one(qtbot, make, target) -> None:
    job, log = make([])
    job.start()
    qtbot.waitUntil(lambda: log.ends == [0])
    assert exported_ids(target) == []


def test_a_cancelled_export_leaves_no_file(qtbot, make, target, hang) -> None:
    job, log = make(HangingIds([1, 2, 3], hang))
    job.start()
    qtbot.waitUntil(hang.entered.is_set)
    assert list(target.parent.iterdir()), "it has begun to write"
    assert not job.wait(0.0)
    job.cancel()
    hang.release.set()
    qtbot.waitUntil(lambda: log.ends == ["cancelled"])
    assert job.wait(PATIENCE_S)
    assert list(target.parent.iterdir()) == []


def test_a_cancelled_export_leaves_the_file_of_before(qtbot, make, target) -> None:
    target.write_text("before")
    job, log = make()
    job.cancel()
    job.start()
    qtbot.waitUntil(lambda: log.ends == ["cancelled"])
    assert target.read_text() == "before"


def test_a_failure_is_reported_with_its_path(qtbot, make, target) -> None:
    missing = target.parent / "missing" / "log.csv"
    job, log = make(to=missing)
    job.start()
    qtbot.waitUntil(lambda: len(log.ends) == 1)
    assert str(missing.parent) in log.ends[0]


def test_a_log_of_an_older_program_that_may_run_is_not_upgraded(qtbot, tmp_path, target) -> None:
    version = make_older_log(tmp_path / "older")
    job = ExportJob(tmp_path / "older", target, Scope(None))
    log = ExportLog(job)
    job.start()
    qtbot.waitUntil(lambda: len(log.ends) == 1)
    assert "older version" in log.ends[0]
    assert version_of(tmp_path / "older") == version
    assert job.wait(PATIENCE_S)


def test_a_log_that_is_being_rebuilt_is_left_alone(qtbot, make, folder):
    database = database_path(folder)
    database.rename(database.with_name(f"{database.name}.new"))
    job, log = make()
    job.start()
    qtbot.waitUntil(lambda: bool(log.ends))
    assert "is being rebuilt" in log.ends[0]
    assert not database.exists()
