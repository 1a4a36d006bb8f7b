from datetime import UTC, datetime

from maskapp.outputs.violation_event import ENDING_WORDS, EventEnding, ViolationEvent, event_text
from maskapp.records import MaskLabel

NOON = datetime(2026, 5, 17, 12, tzinfo=UTC)
BARE = MaskLabel.WITHOUT_MASK


def test_an_event_keeps_its_key_when_it_goes_on_and_ends():
    now = ViolationEvent(1, BARE, NOON, 3.0)
    later = ViolationEvent(1, MaskLabel.INCORRECT_MASK, NOON, 9.0, EventEnding.LEFT)
    assert now.key == later.key
    assert now.key != ViolationEvent(2, BARE, NOON, 3.0).key


def test_every_ending_has_its_words():
    assert set(ENDING_WORDS) == {None, *EventEnding}


def test_an_event_in_words():
    event = ViolationEvent(1, BARE, NOON, 42.9, EventEnding.PUT_ON)
    assert event_text(event) == "No mask for 0:42, put on"
    wrong = ViolationEvent(1, MaskLabel.INCORRECT_MASK, NOON, 3601)
    assert event_text(wrong) == "Worn wrong for 1:00:01, goes on"
