"""Clips that end before the snapshot of their event is taken."""

import logging
from dataclasses import replace

from maskapp.live.clips.early_clips import EarlyClips
from maskapp.outputs.snapshots.records import NewClip, NewSnapshot
from maskapp.outputs.violation_event import ViolationEvent
from maskapp.records import MaskLabel
from tests.support.snapshots import NOON, make_snapshot


def event(person: int) -> ViolationEvent:
    return ViolationEvent(person, MaskLabel.WITHOUT_MASK, NOON, 12.0)


def snapshot(person: int) -> NewSnapshot:
    return replace(make_snapshot(kind="automatic"), event=event(person))


def clip(person: int, size: int = 5) -> NewClip:
    return NewClip(event(person).key, bytes(size))


def test_a_clip_follows_the_snapshot_of_its_event() -> None:
    clips, early = EarlyClips(), clip(1)
    assert clips.add(early) is None
    assert clips.follow(snapshot(2)) is None
    assert clips.follow(make_snapshot()) is None, "one that was taken manually"
    assert clips.follow(event(1)) is None, "it goes on"
    assert clips.follow(snapshot(1)) is early
    assert clips.follow(snapshot(1)) is None


def test_a_clip_that_comes_later_does_not_wait() -> None:
    clips, late = EarlyClips(), clip(1)
    clips.follow(snapshot(1))
    assert clips.add(late) is late


def test_beyond_the_limit_the_oldest_is_dropped_and_logged(caplog) -> None:
    caplog.set_level(logging.WARNING)
    clips = EarlyClips(most_bytes=100)
    for person in (1, 2, 3):
        assert clips.add(clip(person, 50)) is None
    assert [record.getMessage() for record in caplog.records] == [
        "A clip of 50 bytes was dropped: its event has no snapshot yet"
    ]
    assert [clips.follow(snapshot(person)) is None for person in (1, 2, 3)] == [True, False, False]


def test_one_may_wait_however_large_it_is() -> None:
    clips, large = EarlyClips(most_bytes=10), clip(1, 500)
    clips.add(large)
    assert clips.follow(snapshot(1)) is large


def test_what_still_waits_at_the_end_is_logged(caplog) -> None:
    clips = EarlyClips()
    clips.add(clip(1))
    clips.clear()
    assert "dropped" in caplog.text
    assert clips.follow(snapshot(1)) is None
