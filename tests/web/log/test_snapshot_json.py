"""Snapshots and violations as programs get them."""

import json
from dataclasses import replace

from maskapp.outputs.event_json import event_as_json
from maskapp.outputs.violation_event import EventEnding
from maskapp.records import MaskLabel
from maskapp.web.log.snapshot_json import logged_event, snapshot_as_json
from tests.support.logged import put_snapshot


def test_a_snapshot_has_its_facts_and_the_addresses_of_its_pictures(tmp_path):
    snapshot = put_snapshot(tmp_path, MaskLabel.WITHOUT_MASK, is_violation=True)
    content = json.loads(json.dumps(snapshot_as_json(snapshot), allow_nan=False))
    assert content["picture"] == f"/api/snapshots/{snapshot.id}/picture.jpg"
    assert content["plain_picture"] == f"/api/snapshots/{snapshot.id}/picture.jpg?plain=1"
    assert content["faces"][0]["label"] == "without_mask"
    assert content["event"]["start"] == content["taken_at"]
    assert "pictures/" not in json.dumps(content)


def test_a_violation_is_as_in_the_files_of_events_and_has_its_picture(tmp_path):
    snapshot = put_snapshot(
        tmp_path, MaskLabel.WITHOUT_MASK, is_violation=True, ending=EventEnding.PUT_ON
    )
    told = event_as_json(
        snapshot.event, snapshot.taken_at, has_clock_time=True, input_name=snapshot.source
    )
    del told["start_s"]
    assert logged_event(snapshot) == {
        **told,
        "picture": f"/api/snapshots/{snapshot.id}/picture.jpg",
    }


def test_a_missing_picture_has_no_address(tmp_path):
    snapshot = put_snapshot(tmp_path, MaskLabel.WITHOUT_MASK, is_violation=True)
    gone = replace(snapshot, has_picture=False)
    assert snapshot_as_json(gone)["picture"] is snapshot_as_json(gone)["plain_picture"] is None
    assert logged_event(gone)["picture"] is None


def test_a_snapshot_without_a_violation_is_no_event(tmp_path):
    assert logged_event(put_snapshot(tmp_path)) is None
