"""How the log is written while it is rebuilt."""

from dataclasses import replace

from maskapp.errors import OutputError
from maskapp.outputs.figures.records import Counts, MinuteFigures
from maskapp.outputs.snapshots import recovery
from maskapp.outputs.snapshots.log import SnapshotLog, database_path
from maskapp.outputs.snapshots.rebuilding import pauses
from maskapp.outputs.snapshots.rebuilding import rebuild as rebuilding
from maskapp.outputs.violation_event import EventEnding, ViolationEvent
from maskapp.records import MaskLabel
from maskapp.web.watch.log_writer import LogWriter
from tests.support.snapshot_folders import (
    count_pictures,
    count_saved,
    hang_rebuild,
    make_log_without_database,
)
from tests.support.snapshots import NOON, make_snapshot
from tests.support.worker_fakes import Hang

EVENT = ViolationEvent(1, MaskLabel.WITHOUT_MASK, NOON, 3.0, EventEnding.LEFT)
SHOWN = replace(make_snapshot(), kind="automatic", event=EVENT)


def test_that_a_log_was_rebuilt_is_still_told_after_the_next_entry(write, tmp_path, said) -> None:
    with SnapshotLog(tmp_path / "log") as log:
        log.add(make_snapshot())
    database_path(tmp_path / "log").write_bytes(b"\xff" * 8192)
    writer = write()
    writer.add(make_snapshot())
    assert writer.finish(10)
    assert count_saved(tmp_path / "log") == 2
    (message,) = said
    assert "The snapshot log was damaged. It was rebuilt" in message


def test_a_rebuild_that_takes_long_is_told_meanwhile(write, tmp_path, said, monkeypatch) -> None:
    monkeypatch.setattr(rebuilding, "_TELL_EVERY_S", 0)
    with SnapshotLog(tmp_path / "log") as log:
        for _ in range(2):
            log.add(make_snapshot())
    database_path(tmp_path / "log").unlink()
    assert write().finish(10)
    first, second, end, message = said
    assert first == "The snapshot log is being rebuilt: 0 of 2."
    assert second == "The snapshot log is being rebuilt: 1 of 2."
    assert end == ""
    assert "was missing. It was rebuilt" in message


def test_a_rebuild_that_is_abandoned_is_logged(write, tmp_path, said, monkeypatch, caplog) -> None:
    hang = Hang()
    monkeypatch.setattr(rebuilding, "_TELL_EVERY_S", 0)
    monkeypatch.setattr(rebuilding, "take_kept_corrections", lambda *_: hang())
    with SnapshotLog(tmp_path / "log") as log:
        log.add(make_snapshot())
    database_path(tmp_path / "log").unlink()
    writer = write()
    assert hang.entered.wait(10)
    assert not writer.finish(0)
    hang.release.set()
    assert writer.finish(10)
    assert caplog.text.count("was being rebuilt; the next start begins that again") == 1


def test_pictures_are_on_the_disk_while_a_log_is_rebuilt(
    write, tmp_path, said, monkeypatch
) -> None:
    make_log_without_database(tmp_path / "log", 2)
    hang = hang_rebuild(monkeypatch)
    writer = LogWriter(tmp_path / "log", lambda _, event: said.append(event))
    going_on = replace(SHOWN, event=replace(EVENT, ending=None))
    writer.add(make_snapshot(), going_on, EVENT)
    writer.add(MinuteFigures("Webcam", 1, Counts(masked=1)))
    writer.start()
    assert hang.entered.wait(10)
    assert count_pictures(tmp_path / "log") == 4, "the program may be killed now"
    hang.release.set()
    assert writer.finish(20)
    assert count_saved(tmp_path / "log") == 4
    with SnapshotLog(tmp_path / "log") as log:
        assert [shown.event for shown in log.read(log.find()) if shown.event] == [EVENT]
        assert log.database.rows("SELECT count(*) FROM minutes") == [(1,)]


def test_a_rebuild_that_a_full_disk_has_ended_is_not_begun_again_with_each_entry(
    write, tmp_path, said, monkeypatch
) -> None:
    monkeypatch.setattr(pauses, "_LONG_S", 0)
    monkeypatch.setattr(pauses, "_PAUSE_PER_S", 1e9)
    with SnapshotLog(tmp_path / "log") as log:
        log.add(make_snapshot())
    database_path(tmp_path / "log").unlink()
    begun = []

    def fail(*_arguments: object) -> None:
        begun.append(1)
        raise OutputError("the disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(recovery, "rebuild", fail)
        writer = write()
        for _ in range(5):
            writer.add(make_snapshot())
        assert writer.finish(20)
    assert len(begun) == 1
    assert said == ["the disk is full"]
    assert write().finish(20)
    assert count_saved(tmp_path / "log") == 6, "the pictures were kept meanwhile"
