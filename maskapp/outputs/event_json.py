"""Events in JSON, the same in every file and message."""

from datetime import datetime, timedelta
from typing import Any

from maskapp.outputs.violation_event import ViolationEvent


def event_as_json(
    event: ViolationEvent, *, has_clock_time: bool, input_name: str | None = None
) -> dict[str, Any]:
    """Return an event as JSON values.

    Args:
        event: The event.
        has_clock_time: Whether to tell the clock times at which it began and ended, as of a live
            source.
        input_name: Name of the source, if it is to be told.
    """
    content: dict[str, Any] = {
        "person": event.person,
        "label": event.label.value,
        "start_s": None if event.start_s is None else round(event.start_s, 3),
        "length_s": round(event.length_s, 3),
        "ended": event.ending and event.ending.value,
    }
    if has_clock_time:
        # Again in local time: the first frame may have had the UTC offset of another season.
        content["start"] = _clock_time(event.started_at)
        content["end"] = end_time(event)
    if input_name is not None:
        content["input"] = input_name
    return content


def end_time(event: ViolationEvent) -> str | None:
    """Return the clock time at which an event ended, in ISO 8601; None while it lasts."""
    if event.ending is None:
        return None
    return _clock_time(event.started_at + timedelta(seconds=event.length_s))


def _clock_time(moment: datetime) -> str:
    return moment.astimezone().isoformat(timespec="milliseconds")
