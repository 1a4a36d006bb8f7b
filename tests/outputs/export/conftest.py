import csv
import io
from dataclasses import replace

import pytest

from maskapp.outputs.export.formats import export_snapshots
from maskapp.outputs.snapshots.records import EVERYTHING
from maskapp.outputs.violation_event import EventEnding, ViolationEvent
from maskapp.records import MaskLabel

MASK, BARE, WRONG, UNSURE = MaskLabel


@pytest.fixture
def three_ids(log, make_snapshot):
    """A log of three snapshots; their ids, newest first."""
    log.add(make_snapshot(MASK, BARE, BARE))
    log.add(make_snapshot(WRONG, kind="automatic", source="Tür 口"))
    log.add(make_snapshot())
    ids = log.find()
    log.set_note(ids[1], 'Two lines,\n"quoted"')
    return ids


@pytest.fixture
def event_id(log, make_snapshot):
    """The id of the snapshot of an event."""
    new = make_snapshot(BARE, kind="automatic")
    event = ViolationEvent(1, BARE, new.taken_at, 42.9, EventEnding.PUT_ON)
    return log.add(replace(new, event=event))


@pytest.fixture
def export(log, tmp_path):
    """Exports the log, or some of its snapshots, and returns the file."""

    def run(suffix, ids=None, wanted=EVERYTHING):
        target = tmp_path / f"log{suffix}"
        for _ in export_snapshots(log, log.find(wanted) if ids is None else ids, target, wanted):
            pass
        return target

    return run


@pytest.fixture
def csv_rows():
    """Parses the content of a CSV file into one dictionary per row."""

    def parse(content):
        return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))

    return parse
