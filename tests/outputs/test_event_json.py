"""Events in JSON; `tests/commands/detect/test_input_events.py` shows them in a file."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from maskapp.outputs.event_json import event_as_json
from maskapp.outputs.violation_event import EventEnding, ViolationEvent
from maskapp.records import MaskLabel

AT = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
EVENT = ViolationEvent(3, MaskLabel.WITHOUT_MASK, AT, 2.00049, EventEnding.PUT_ON, 5.0004)


def test_an_event_of_a_file_has_the_time_of_the_file():
    assert event_as_json(EVENT, has_clock_time=False) == {
        "person": 3,
        "label": "without_mask",
        "start_s": 5.0,
        "length_s": 2.0,
        "ended": "put_on",
    }


def test_an_event_of_a_live_source_has_the_time_of_the_clock_and_its_source():
    content = event_as_json(EVENT, has_clock_time=True, input_name="Hall")
    assert datetime.fromisoformat(content["start"]) == AT
    assert content["end"].endswith(content["start"][-6:]), "it has the offset from UTC, too"
    assert datetime.fromisoformat(content["end"]) - AT == timedelta(seconds=2)
    assert content["input"] == "Hall"


def test_an_event_that_goes_on_has_no_end():
    ongoing = replace(EVENT, ending=None)
    assert event_as_json(ongoing, has_clock_time=True)["end"] is None
