"""How the log is written beside the frames."""

import sqlite3
from dataclasses import replace
from datetime import timedelta

import pytest

from maskapp.outputs.snapshots.log import SnapshotLog, database_path
from maskapp.outputs.violation_event import EventEnding, ViolationEvent
from maskapp.records import MaskLabel
from maskapp.settings.settings import Settings
from maskapp.web.watch import log_writer
from maskapp.web.watch.log_writer import Logged, LogWriter
from tests.support.snapshots import NOON, make_snapshot
from tests.support.web_server import wait_until

EVENT = ViolationEvent(1, MaskLabel.WITHOUT_MASK, NOON, 3.0, EventEnding.LEFT)


@pytest.fixture
def said() -> list[str | Logged]:
    return []


@pytest.fixture
def write(tmp_path, said):
    writers = []

    def start(settings: Settings | None = None) -> LogWriter:
        writer = LogWriter(
            tmp_path / "log", settings or Settings(), lambda _, event: said.append(event)
        )
        writers.append(writer)
        writer.start()
        return writer

    yield start
    for writer in writers:
        writer.drop()
        writer.finish(10)


def saved(tmp_path) -> int:
    with SnapshotLog(tmp_path / "log") as log:
        return log.count()


def test_what_was_added_is_on_the_disk_when_it_has_finished(write, tmp_path, said) -> None:
    writer = write()
    for _ in range(3):
        writer.add(make_snapshot())
    assert writer.finish(10)
    assert saved(tmp_path) == 3
    assert said == []


def test_the_demo_leaves_nothing_in_the_users_log(write, tmp_path, said) -> None:
    writer = write()
    writer.add(replace(make_snapshot(), is_demo=True, event=EVENT))
    assert writer.finish(10)
    assert saved(tmp_path) == 0
    assert said == []


def test_a_violation_is_told_once_its_picture_can_be_seen(write, tmp_path, said) -> None:
    writer = write()
    writer.add(make_snapshot())
    writer.add(replace(make_snapshot(), kind="automatic", event=EVENT))
    (logged,) = wait_until(lambda: said)
    assert (logged.event, logged.source) == (EVENT, "Webcam")
    with SnapshotLog(tmp_path / "log") as log:
        assert log.read([logged.snapshot_id])[0].event == EVENT


def test_snapshots_beyond_the_limits_are_removed(write, tmp_path) -> None:
    writer = write(Settings(retention_days=7))
    for days in (40, 30, 0):
        writer.add(replace(make_snapshot(), taken_at=NOON - timedelta(days=days)))
    assert writer.finish(10)
    assert saved(tmp_path) == 1


def test_a_log_that_another_program_holds_is_written_once_it_is_free(
    write, tmp_path, said, monkeypatch
) -> None:
    monkeypatch.setattr(log_writer, "_BUSY_TIMEOUT_S", 0.05)
    monkeypatch.setattr(log_writer, "_RETRY_PAUSE_S", 0.05)
    with SnapshotLog(tmp_path / "log"):
        pass
    other = sqlite3.connect(database_path(tmp_path / "log"))
    other.execute("BEGIN EXCLUSIVE")
    writer = write()
    writer.add(make_snapshot())
    wait_until(lambda: said and "tries again" in said[0])
    assert str(tmp_path) not in said[0], "viewers on the network read it"
    other.rollback()
    other.close()
    assert writer.finish(20)
    assert saved(tmp_path) == 1
    assert said[-1] == ""


def test_a_disk_that_takes_nothing_is_told(write, tmp_path, said) -> None:
    (tmp_path / "log").write_text("a file where the folder should be")
    writer = write()
    writer.add(make_snapshot())
    wait_until(lambda: said)
    assert "log" in said[0]
    assert writer.finish(10)
