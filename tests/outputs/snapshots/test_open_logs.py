import shutil
import sqlite3
import sys
from dataclasses import replace

import pytest

from maskapp.errors import OutputError, SnapshotLogError
from maskapp.outputs.figures.records import Counts, MinuteFigures
from maskapp.outputs.snapshots.log import SnapshotLog
from maskapp.outputs.snapshots.open_logs import OpenLogs
from maskapp.outputs.snapshots.records import SNAPSHOT_FOLDER, NewClip
from maskapp.outputs.violation_event import EventEnding, ViolationEvent
from maskapp.records import MaskLabel
from tests.support.snapshots import NOON, make_snapshot


@pytest.fixture
def logs(tmp_path):
    opened = OpenLogs(tmp_path / SNAPSHOT_FOLDER, 0.05)
    yield opened
    opened.close()


def add(logs, *, is_demo):
    stem, facts = logs.write_pictures(replace(make_snapshot(), is_demo=is_demo))
    log = logs.log(is_demo=is_demo)
    snapshot_id = log.id_of(stem)  # already added if the log was opened only now
    return log.add_row(stem, facts) if snapshot_id is None else snapshot_id


def test_each_snapshot_is_in_its_log_and_found_by_its_id(logs):
    logs.log(is_demo=False)
    mine, demo = add(logs, is_demo=False), add(logs, is_demo=True)
    assert logs.log(is_demo=False).find() == [mine]
    assert logs.log(is_demo=True).find() == [demo]
    assert logs.of([mine]) is logs.log(is_demo=False)
    assert logs.of([demo]) is logs.log(is_demo=True)


def test_the_demos_log_is_gone_after_closing(logs, tmp_path):
    add(logs, is_demo=True)
    folder = logs.folder(is_demo=True)
    assert tmp_path not in folder.parents
    assert list(folder.rglob("*.jpg"))
    logs.close()
    assert not folder.exists()
    with SnapshotLog(tmp_path / SNAPSHOT_FOLDER) as log:
        assert (log.count(), log.pictures.has_any()) == (0, False)


@pytest.mark.skipif(sys.platform == "win32", reason="what is open cannot be moved there")
def test_a_log_is_opened_again_when_its_disk_is_back(logs, tmp_path):
    folder = tmp_path / SNAPSHOT_FOLDER
    before, away = add(logs, is_demo=False), tmp_path / "away"
    folder.rename(away)
    shutil.copytree(away, folder)
    after = add(logs, is_demo=False)
    with SnapshotLog(folder) as log:
        assert log.find() == [after, before]
    with SnapshotLog(away) as log:
        assert log.find() == [before]


def test_a_log_whose_disk_failed_is_opened_again(logs):
    before = add(logs, is_demo=False)
    failed = logs.log(is_demo=False)
    error = sqlite3.OperationalError("disk I/O error")
    error.sqlite_errorcode = sqlite3.SQLITE_IOERR_WRITE
    with pytest.raises(SnapshotLogError), failed.database.transaction():
        raise error
    assert add(logs, is_demo=False) > before
    assert logs.log(is_demo=False) is not failed
    assert len(logs.log(is_demo=False).find()) == 2


@pytest.mark.skipif(sys.platform == "win32", reason="what is open cannot be moved there")
def test_nothing_is_removed_at_the_end_by_a_log_whose_disk_is_away(logs, tmp_path):
    folder = tmp_path / SNAPSHOT_FOLDER
    ids = [add(logs, is_demo=False) for _ in range(2)]
    away = tmp_path / "away"
    shutil.copytree(folder, away)
    logs.delete(ids[:1])
    folder.rename(tmp_path / "gone")
    away.rename(folder)
    logs.close()
    with SnapshotLog(folder) as log:
        assert [each.has_picture for each in log.read(log.find())] == [True, True]


def test_repairs_are_told(logs, tmp_path):
    with SnapshotLog(tmp_path / SNAPSHOT_FOLDER) as log:
        (snapshot,) = log.read([log.add(make_snapshot())])
    snapshot.annotated.unlink()
    logs.log(is_demo=False)
    (message,) = logs.messages
    assert message.startswith("1 snapshot has no picture in")


def test_the_end_of_an_event_reaches_the_log_that_it_is_in(logs):
    event = ViolationEvent(1, MaskLabel.WITHOUT_MASK, NOON, 10.0)
    for is_demo in (False, True):
        new = replace(make_snapshot(kind="automatic"), is_demo=is_demo, event=event)
        log = logs.log(is_demo=is_demo)
        snapshot_id = log.add_row(*logs.write_pictures(new))
        ended = replace(event, length_s=20.0, ending=EventEnding.LEFT)
        (shown,) = logs.update_event(ended)
        assert (shown.id, shown.event) == (snapshot_id, ended)
        assert logs.update_event(ended) == [], "it is over"


def test_an_event_whose_snapshot_was_deleted_is_not_shown_again(logs):
    event = ViolationEvent(1, MaskLabel.WITHOUT_MASK, NOON, 10.0)
    log = logs.log(is_demo=False)
    snapshot_id = log.add_row(*logs.write_pictures(replace(make_snapshot(), event=event)))
    log.delete([snapshot_id])
    assert logs.update_event(replace(event, ending=EventEnding.LEFT)) == []


def test_figures_are_added_to_the_users_log(logs):
    logs.add_figures(MinuteFigures("Door", 100, Counts(masked=3)))
    rows = logs.log(is_demo=False).database.rows("SELECT minute, masked FROM minutes")
    assert rows == [(100, 3)]


def masked(logs) -> list[tuple[int, int]]:
    return logs.log(is_demo=False).database.rows("SELECT minute, masked FROM minutes")


def test_a_minute_that_goes_on_is_counted_once(logs):
    for count in (1, 3, 2, 2):
        logs.add_figures(MinuteFigures("Door", 100, Counts(masked=count), part=7))
    assert masked(logs) == [(100, 2)]
    for part, count in ((8, 4), (9, 1), (9, 2)):
        logs.add_figures(MinuteFigures("Door", 100, Counts(masked=count), part=part))
    assert masked(logs) == [(100, 8)]


def test_a_minute_whose_figures_could_not_be_written_is_whole_all_the_same(logs):
    logs.add_figures(MinuteFigures("Door", 100, Counts(masked=1), part=7))
    database = logs.log(is_demo=False).database
    database.rows("PRAGMA query_only = ON")  # like a full disk
    with pytest.raises(SnapshotLogError):
        logs.add_figures(MinuteFigures("Door", 100, Counts(masked=2), part=7))
    database.rows("PRAGMA query_only = OFF")
    logs.add_figures(MinuteFigures("Door", 100, Counts(bare=2), part=7))
    assert database.rows("SELECT masked, bare FROM minutes") == [(0, 2)]


@pytest.mark.parametrize("is_demo", [False, True])
@pytest.mark.parametrize("ending", [EventEnding.PUT_ON, None])
def test_a_clip_is_added_to_the_snapshot_of_its_event(logs, is_demo, ending):
    event = ViolationEvent(1, MaskLabel.WITHOUT_MASK, NOON, 12.0, ending)
    new = replace(make_snapshot(kind="automatic"), event=event, is_demo=is_demo)
    log = logs.log(is_demo=is_demo)
    added = log.add_row(*logs.write_pictures(new))
    (snapshot,) = logs.add_clip(NewClip(event.key, b"a video"))
    assert (snapshot.id, snapshot.clip.read_bytes()) == (added, b"a video")


def test_a_clip_without_a_snapshot_leaves_nothing_behind(logs, tmp_path, caplog):
    event = ViolationEvent(1, MaskLabel.WITHOUT_MASK, NOON, 12.0, EventEnding.LEFT)
    assert logs.add_clip(NewClip(event.key, b"a video")) == []
    assert "it has no snapshot" in caplog.text
    new = replace(make_snapshot(kind="automatic"), event=event)
    log = logs.log(is_demo=False)
    log.remove([log.add_row(*logs.write_pictures(new))])
    assert logs.add_clip(NewClip(event.key, b"a video")) == []
    assert list(tmp_path.rglob("*.mp4")) == []


def test_a_clip_that_cannot_be_written_is_told_once(logs, monkeypatch):
    events = [
        ViolationEvent(person, MaskLabel.WITHOUT_MASK, NOON, 12.0, EventEnding.LEFT)
        for person in range(4)
    ]
    for event in events:
        new = replace(make_snapshot(kind="automatic"), event=event)
        logs.log(is_demo=False).add_row(*logs.write_pictures(new))
    full = OutputError("Cannot write: the disk is full")

    def fail(*_):
        raise full

    with monkeypatch.context() as patched:
        patched.setattr(SnapshotLog, "add_clip", fail)
        with pytest.raises(OutputError, match="full"):
            logs.add_clip(NewClip(events[0].key, b"a video"))
        assert logs.add_clip(NewClip(events[1].key, b"a video")) == []
    assert logs.add_clip(NewClip(events[2].key, b"a video"))
    monkeypatch.setattr(SnapshotLog, "add_clip", fail)
    with pytest.raises(OutputError, match="full"):
        logs.add_clip(NewClip(events[3].key, b"a video"))


@pytest.mark.parametrize("is_demo", [False, True])
def test_restoring_returns_how_many_there_still_were(logs, is_demo):
    logs.log(is_demo=is_demo)
    ids = [add(logs, is_demo=is_demo) for _ in range(3)]
    logs.delete(ids)
    logs.log(is_demo=is_demo).remove(ids[:1])
    assert logs.restore(ids) == 2
    assert sorted(logs.log(is_demo=is_demo).find()) == ids[1:]
    assert logs.restore(ids[:1]) == 0
