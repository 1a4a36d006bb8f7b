"""How the log is written beside the frames."""

import sqlite3
import threading
from dataclasses import replace
from datetime import timedelta

import pytest

from maskapp.errors import SnapshotLogError
from maskapp.outputs.figures.records import Counts, MinuteFigures
from maskapp.outputs.snapshots import unsaved_entries
from maskapp.outputs.snapshots.log import SnapshotLog, database_path
from maskapp.outputs.snapshots.open_logs import OpenLogs
from maskapp.outputs.violation_event import EventEnding, ViolationEvent
from maskapp.records import MaskLabel
from maskapp.settings.settings import Settings
from maskapp.settings.settings_file import SETTINGS_FILE_NAME, save_settings
from maskapp.web.watch import log_writer
from tests.support.snapshot_folders import count_pictures, count_saved
from tests.support.snapshots import NOON, make_snapshot
from tests.support.web_server import wait_until

EVENT = ViolationEvent(1, MaskLabel.WITHOUT_MASK, NOON, 3.0, EventEnding.LEFT)


def test_what_was_added_is_on_the_disk_when_it_has_finished(write, tmp_path, said) -> None:
    writer = write()
    for _ in range(3):
        writer.add(make_snapshot())
    assert writer.finish(10)
    assert count_saved(tmp_path / "log") == 3
    assert said == []


def test_the_demo_leaves_nothing_in_the_users_log(write, tmp_path, said) -> None:
    writer = write()
    writer.add(replace(make_snapshot(), is_demo=True, event=EVENT))
    assert writer.finish(10)
    assert count_saved(tmp_path / "log") == 0
    assert said == []


def test_a_violation_is_told_once_its_picture_can_be_seen(write, tmp_path, said) -> None:
    writer = write()
    writer.add(make_snapshot())
    writer.add(replace(make_snapshot(), kind="automatic", event=EVENT))
    (logged,) = wait_until(lambda: said)
    assert (logged.event, logged.source) == (EVENT, "Webcam")
    with SnapshotLog(tmp_path / "log") as log:
        assert log.read([logged.snapshot_id])[0].event == EVENT


SHOWN = replace(make_snapshot(), kind="automatic", event=EVENT)


def keep_since_days(tmp_path, *ages_days: int) -> None:
    with SnapshotLog(tmp_path / "log") as log:
        for days in ages_days:
            log.add(replace(make_snapshot(), taken_at=NOON - timedelta(days=days)))


def test_snapshots_beyond_the_limits_are_removed(write, tmp_path) -> None:
    keep_since_days(tmp_path, *range(41, 0, -3))
    save_settings(Settings(retention_days=7), tmp_path / SETTINGS_FILE_NAME)
    assert write().finish(10)
    assert count_saved(tmp_path / "log") == 2


@pytest.mark.parametrize("says_nothing", [False, True])
def test_limits_hold_as_the_window_has_changed_them_meanwhile(
    write, tmp_path, said, says_nothing
) -> None:
    keep_since_days(tmp_path, 40, 20, 1)
    file = tmp_path / SETTINGS_FILE_NAME
    save_settings(Settings(retention_days=60), file)
    writer = write()
    writer.add(SHOWN)
    wait_until(lambda: said)
    if says_nothing:
        file.write_text("{")  # nothing is removed for a file that is damaged
    else:
        save_settings(Settings(retention_days=35), file)
    writer.add(make_snapshot())
    assert writer.finish(10)
    assert count_saved(tmp_path / "log") == (5 if says_nothing else 4)


def test_limits_are_checked_while_nothing_is_taken(write, tmp_path, said, monkeypatch) -> None:
    monkeypatch.setattr(log_writer, "_CHECK_LIMITS_EVERY_S", 0.05)
    keep_since_days(tmp_path, 40, 1)
    writer = write()
    writer.add(SHOWN)
    wait_until(lambda: said)
    save_settings(Settings(retention_days=7), tmp_path / SETTINGS_FILE_NAME)
    wait_until(lambda: len(list((tmp_path / "log" / "pictures").glob("*"))) == 4)


def test_what_waits_for_a_slow_disk_is_bounded_and_what_is_lost_is_told(
    write, tmp_path, said, monkeypatch
) -> None:
    new = make_snapshot()
    size = new.annotated.nbytes + new.plain.nbytes
    monkeypatch.setattr(unsaved_entries, "MOST_BYTES", 3 * size)
    writes, entered, release = OpenLogs.write_pictures, threading.Event(), threading.Event()

    def write_slowly(logs, entry):
        entered.set()
        assert release.wait(20)
        return writes(logs, entry)

    monkeypatch.setattr(OpenLogs, "write_pictures", write_slowly)
    writer = write()
    writer.add(new)
    assert entered.wait(20)
    for _ in range(4):
        writer.add(make_snapshot())
    assert said == ["The snapshot log does not respond in time: snapshots are missing from it."]
    release.set()
    wait_until(lambda: len(said) > 1)
    assert writer.finish(10)
    assert count_saved(tmp_path / "log") == 2
    assert said[1:] == ["The snapshot log did not respond in time: entries missing from it: 3."]


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
    for _ in range(3):
        writer.add(make_snapshot())
    wait_until(lambda: said and "tries again" in said[0])
    # None is lost if the program is ended now.
    wait_until(lambda: count_pictures(tmp_path / "log") == 3)
    assert str(tmp_path) not in said[0], "viewers on the network read it"
    other.rollback()
    other.close()
    assert writer.finish(20)
    assert count_saved(tmp_path / "log") == 3
    assert said[-1] == ""


def test_a_disk_that_takes_nothing_is_told(write, tmp_path, said) -> None:
    (tmp_path / "log").write_text("a file where the folder should be")
    writer = write()
    writer.add(make_snapshot())
    wait_until(lambda: said)
    assert "log" in said[0]
    assert writer.finish(10)


def test_an_unforeseen_error_costs_one_entry_and_is_told(
    write, tmp_path, said, monkeypatch
) -> None:
    writes, failures = OpenLogs.write_pictures, [OSError(5, "Input/output error")]

    def fail_once(logs, entry):
        if failures:
            raise failures.pop()
        return writes(logs, entry)

    monkeypatch.setattr(OpenLogs, "write_pictures", fail_once)
    writer = write()
    for _ in range(3):
        writer.add(make_snapshot())
    assert writer.finish(10)
    assert count_saved(tmp_path / "log") == 2
    assert "Input/output error" in said[0]


def test_a_row_that_cannot_be_added_is_told_until_one_can(
    write, tmp_path, said, monkeypatch
) -> None:
    adds, failures = SnapshotLog.add_row, [SnapshotLogError("the disk is full")]

    def fail_once(log, *facts):
        if failures:
            raise failures.pop()
        return adds(log, *facts)

    monkeypatch.setattr(SnapshotLog, "add_row", fail_once)
    writer = write()
    writer.add(make_snapshot())
    writer.add(MinuteFigures("Webcam", 1, Counts(masked=1)))
    assert writer.finish(10)
    assert said == ["the disk is full"], "figures that can be written say nothing about pictures"
    said.clear()
    again = write()
    failures.append(SnapshotLogError("the disk is full"))
    for _ in range(2):
        again.add(make_snapshot())
    assert again.finish(10)
    assert said == ["the disk is full", ""]


def test_an_end_that_a_full_disk_did_not_take_is_written_later(
    write, tmp_path, said, monkeypatch
) -> None:
    updates, failures = SnapshotLog.update_event, [SnapshotLogError("the disk is full")]

    def fail_once(log, *event):
        if failures:
            raise failures.pop()
        updates(log, *event)

    monkeypatch.setattr(SnapshotLog, "update_event", fail_once)
    writer = write()
    begun = replace(EVENT, length_s=1.0, ending=None)
    writer.add(replace(SHOWN, event=begun), EVENT)
    wait_until(lambda: "the disk is full" in said)
    writer.add(MinuteFigures("Webcam", 1, Counts(masked=1)))
    wait_until(lambda: said[-1] == "")
    assert writer.finish(10)
    with SnapshotLog(tmp_path / "log") as log:
        assert [each.event for each in log.read(log.find())] == [EVENT]
