"""The ends of events that a full disk did not take."""

import shutil
from dataclasses import replace
from types import SimpleNamespace

import pytest

from maskapp.errors import SnapshotLogFullError
from maskapp.outputs.snapshots import log as log_module
from maskapp.outputs.snapshots.log import SnapshotLog
from maskapp.outputs.snapshots.open_logs import OpenLogs
from maskapp.outputs.snapshots.pictures import SnapshotPictures
from maskapp.outputs.snapshots.records import SNAPSHOT_FOLDER
from maskapp.outputs.violation_event import EventEnding, ViolationEvent
from maskapp.records import MaskLabel
from tests.support.snapshots import NOON, make_snapshot


@pytest.fixture
def logs(tmp_path):
    opened = OpenLogs(tmp_path / SNAPSHOT_FOLDER, 0.05)
    yield opened
    opened.close()


def going_on(logs, person=1, **changes) -> ViolationEvent:
    event = ViolationEvent(person, MaskLabel.WITHOUT_MASK, NOON, 10.0)
    new = replace(make_snapshot(kind="automatic"), event=event, **changes)
    logs.log(is_demo=new.is_demo).add_row(*logs.write_pictures(new))
    return event


def fail(*_args):
    raise SnapshotLogFullError("the disk is full")


@pytest.mark.parametrize("is_demo", [False, True])
@pytest.mark.parametrize(
    "failing", [(log_module, "update_event"), (SnapshotPictures, "write_event")]
)
def test_an_end_that_a_full_disk_did_not_take_is_written_later(logs, monkeypatch, is_demo, failing):
    ended = replace(going_on(logs, is_demo=is_demo), length_s=20.0, ending=EventEnding.LEFT)
    with monkeypatch.context() as full:
        full.setattr(*failing, fail)
        with pytest.raises(SnapshotLogFullError):
            logs.update_event(ended)
        assert logs.write_ends() == []
    (shown,) = logs.write_ends()
    assert shown.event == ended
    assert logs.log(is_demo=is_demo).pictures.facts(shown.annotated.stem).event == ended
    assert logs.write_ends() == []


def test_an_end_that_a_full_disk_did_not_take_is_written_at_the_end(logs, monkeypatch, tmp_path):
    ended = replace(going_on(logs), length_s=20.0, ending=EventEnding.LEFT)
    reserve, update = logs.log(is_demo=False).database.reserve.path, SnapshotLog.update_event

    def update_in_room_of_reserve(*facts):
        if reserve.exists():
            fail()
        update(*facts)

    monkeypatch.setattr(SnapshotLog, "update_event", update_in_room_of_reserve)
    with pytest.raises(SnapshotLogFullError):
        logs.update_event(ended)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=0))
    logs.close()
    with SnapshotLog(tmp_path / SNAPSHOT_FOLDER) as log:
        assert [each.event for each in log.read(log.find())] == [ended]


def test_closing_spends_no_reserve_for_nothing(logs, monkeypatch):
    going_on(logs)
    reserve = logs.log(is_demo=False).database.reserve.path
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=0))
    logs.close()
    assert reserve.exists()


def test_an_end_that_can_never_be_written_holds_up_nothing(logs, monkeypatch):
    ended = replace(going_on(logs), ending=EventEnding.LEFT)
    monkeypatch.setattr(SnapshotLog, "update_event", fail)
    with pytest.raises(SnapshotLogFullError):
        logs.update_event(ended)
    logs.close()


@pytest.fixture
def two_ends(logs, monkeypatch):
    """Two ends that wait; the first one can still not be written. Holds what was tried since."""
    ends = [
        replace(going_on(logs, person), length_s=20.0, ending=EventEnding.LEFT) for person in (1, 2)
    ]
    update, tried = SnapshotLog.update_event, []
    with monkeypatch.context() as full:
        full.setattr(SnapshotLog, "update_event", fail)
        for end in ends:
            with pytest.raises(SnapshotLogFullError):
                logs.update_event(end)

    def update_second(log, stem, event):
        tried.append(event.person)
        if event.person == 1:
            fail()
        update(log, stem, event)

    monkeypatch.setattr(SnapshotLog, "update_event", update_second)
    return SimpleNamespace(second=ends[1], tried=tried)


def test_an_end_that_cannot_be_written_delays_others_once(logs, two_ends):
    assert logs.write_ends() == []
    assert two_ends.tried == [1]
    assert [shown.event for shown in logs.write_ends()] == [two_ends.second]


def test_an_end_that_cannot_be_written_holds_up_no_other_at_the_end(logs, two_ends, tmp_path):
    logs.close()
    with SnapshotLog(tmp_path / SNAPSHOT_FOLDER) as log:
        assert two_ends.second in [each.event for each in log.read(log.find())]


def test_an_end_that_fails_unexpectedly_is_given_up_and_fails_nothing_else(logs, monkeypatch):
    ended = replace(going_on(logs), ending=EventEnding.LEFT)
    errors = [ZeroDivisionError(), SnapshotLogFullError("the disk is full")]

    def fail_in_turn(*_args):
        raise errors.pop()

    monkeypatch.setattr(SnapshotLog, "update_event", fail_in_turn)
    with pytest.raises(SnapshotLogFullError):
        logs.update_event(ended)
    assert logs.write_ends() == []
    assert errors == []
    assert logs.write_ends() == [], "it is not tried again"
