"""Snapshots as programs get them."""

import json
from dataclasses import replace
from datetime import datetime, timedelta

from maskapp.records import MaskLabel
from maskapp.web.log.snapshot_json import snapshot_as_json
from tests.support.logged import put_clip, put_snapshot


def test_a_snapshot_has_its_facts_and_the_addresses_of_its_files(tmp_path):
    snapshot = put_snapshot(tmp_path, MaskLabel.WITHOUT_MASK, is_violation=True)
    snapshot = put_clip(tmp_path, snapshot, b"clip")
    content = json.loads(json.dumps(snapshot_as_json(snapshot), allow_nan=False))
    assert content["picture"] == f"/api/snapshots/{snapshot.id}/picture.jpg"
    assert content["plain_picture"] == f"/api/snapshots/{snapshot.id}/picture.jpg?plain=1"
    assert content["clip"] == f"/api/snapshots/{snapshot.id}/clip.mp4"
    assert content["faces"][0]["label"] == "without_mask"
    assert content["event"]["start"] == content["taken_at"]
    begin, end = (datetime.fromisoformat(content["event"][name]) for name in ("start", "end"))
    assert end - begin == timedelta(seconds=content["event"]["length_s"])
    assert "pictures/" not in json.dumps(content)


def test_what_is_missing_has_no_address(tmp_path):
    snapshot = put_snapshot(tmp_path, MaskLabel.WITHOUT_MASK, is_violation=True)
    content = snapshot_as_json(replace(snapshot, has_picture=False))
    assert content["picture"] is content["plain_picture"] is content["clip"] is None
