"""Events in the rows of the log, and in the pictures beside them."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from maskapp.outputs.snapshots.log import SnapshotLog, database_path
from maskapp.outputs.snapshots.recovery import open_recovered
from maskapp.outputs.violation_event import EventEnding, ViolationEvent
from maskapp.records import MaskLabel

NOON = datetime(2026, 5, 17, 12, tzinfo=UTC)
BARE, WRONG = MaskLabel.WITHOUT_MASK, MaskLabel.INCORRECT_MASK
EVENT = ViolationEvent(7, BARE, NOON, 10.125)
ENDED = replace(EVENT, label=WRONG, length_s=42.5, ending=EventEnding.PUT_ON)


@pytest.fixture
def new(make_snapshot):
    """A snapshot of an event that goes on."""
    return replace(make_snapshot(BARE, kind="automatic", taken_at=NOON), event=EVENT)


def only(log):
    (snapshot,) = log.read(log.find())
    return snapshot


def stem_of(log):
    return only(log).annotated.stem


def test_an_event_is_read_as_it_was_written(log, new, make_snapshot):
    log.add(new)
    assert only(log).event == EVENT
    manual = log.add(make_snapshot(BARE))
    assert log.read([manual])[0].event is None


def test_its_end_is_written_to_the_row_and_to_the_picture(log, new):
    log.add(new)
    stem = stem_of(log)
    picture = log.pictures.annotated(stem)
    before = picture.read_bytes()
    log.update_event(stem, replace(EVENT, length_s=60.0))
    assert only(log).event.length_s == 60.0
    assert picture.read_bytes() == before
    log.update_event(stem, ENDED)
    assert only(log).event == ENDED
    assert log.pictures.facts(stem).event == ENDED
    assert picture.read_bytes()[-200:] == before[-200:], "the image itself is unchanged"


def test_an_event_whose_snapshot_is_gone_is_no_problem(log, new):
    log.add(new)
    stem = stem_of(log)
    log.remove(log.find())
    log.update_event(stem, ENDED)
    assert log.find() == []
    assert log.database.rows("SELECT * FROM events") == []


def test_the_next_start_ends_what_the_dead_program_followed(folder, log, new):
    log.add(new)
    log.close()
    again, messages = open_recovered(folder)
    with again:
        assert messages == []
        assert only(again).event == replace(EVENT, ending=EventEnding.PROGRAM_ENDED)
        again.update_event(stem_of(again), ENDED)  # it was this program after all
        assert only(again).event == ENDED


@pytest.mark.parametrize("event", [EVENT, ENDED])
def test_a_database_that_is_rebuilt_from_the_pictures_has_the_events(folder, log, new, event):
    log.add(replace(new, event=event))
    log.close()
    database_path(folder).write_bytes(b"not a database" * 1000)
    again, _ = open_recovered(folder)
    with again:
        ending = event.ending or EventEnding.PROGRAM_ENDED
        assert only(again).event == replace(event, ending=ending)


@pytest.mark.parametrize(
    "damage",
    [
        "person = 'x'", "label = 'with_mask'", "label = x'ff'", "length_ms = -1",
        "length_ms = 1e300", "length_ms = 9223372036854775807", "ending = 'vanished'",
        "ending = x'ff'", "ending = 5",
    ],
)  # fmt: skip
def test_a_damaged_event_is_restored_from_the_picture(folder, log, new, damage):
    log.add(replace(new, event=ENDED))
    with log.database.transaction() as connection:
        connection.execute(f"UPDATE events SET {damage}")
    log.close()
    with SnapshotLog(folder) as damaged:
        assert damaged.find() == []
    again, messages = open_recovered(folder)
    with again:
        assert only(again).event == ENDED
        assert "1 damaged entry was restored" in messages[0]


def test_a_snapshot_takes_its_event_along_when_it_is_removed(log, new):
    log.add(new)
    log.remove(log.find())
    assert log.database.rows("SELECT count(*) FROM events") == [(0,)]
