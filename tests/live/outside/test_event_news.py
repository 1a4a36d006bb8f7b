"""The news of a session."""

from datetime import UTC, datetime

import pytest

from maskapp.live.outside.event_news import EventFeed
from maskapp.live.people_and_violations import EventChanges
from maskapp.outputs.violation_event import EventEnding, ViolationEvent
from maskapp.records import MaskLabel, SourceInfo

AT = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
EVENT = ViolationEvent(1, MaskLabel.WITHOUT_MASK, AT, 3.0)
ENDED = ViolationEvent(1, MaskLabel.WITHOUT_MASK, AT, 9.0, EventEnding.LEFT)


def info(**facts) -> SourceInfo:
    return SourceInfo("Hall", 32, 24, 10.0, None, **{"is_live": True, "is_stills": False, **facts})


def test_news_are_taken_once_and_name_their_source():
    feed = EventFeed(is_taken=True)
    feed.add(info(), EventChanges(began=(EVENT,)), None)
    feed.add(info(), EventChanges(ended=(ENDED,)), None)
    began, ended = feed.take()
    assert (began.event, ended.event) == (EVENT, ENDED)
    assert (began.source, began.is_live) == ("Hall", True)
    assert feed.take() == []


def test_the_end_of_the_source_ends_events():
    feed = EventFeed(is_taken=True)
    feed.add(info(), EventChanges(began=(EVENT,)), None)
    feed.finish(info(), (ENDED,))
    assert [each.event for each in feed.take()] == [EVENT, ENDED]


@pytest.mark.parametrize("kind", ["is_demo", "is_stills"])
def test_the_demo_and_pictures_are_no_news(kind):
    feed = EventFeed(is_taken=True)
    feed.add(info(**{kind: True}), EventChanges(began=(EVENT,)), None)
    feed.finish(info(**{kind: True}), (ENDED,))
    assert feed.take() == []


def test_no_news_are_kept_that_nobody_takes() -> None:
    feed = EventFeed(is_taken=False)
    feed.add(info(), EventChanges(began=(EVENT,)), None)
    feed.finish(info(), (ENDED,))
    assert feed.take() == []
