"""A violation as an event: whose, which label, since when, for how long, and how it ended."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

from maskapp.label_style import LABEL_WORDS
from maskapp.outputs.durations import format_duration
from maskapp.records import MaskLabel

EventKey = tuple[datetime, int]
"""What tells an event from all others of the process: see `ViolationEvent.key`."""


class EventEnding(StrEnum):
    """How an event ended, spelt as in files and APIs."""

    PUT_ON = "put_on"
    LEFT = "left"
    SOURCE_ENDED = "source_ended"
    PROGRAM_ENDED = "program_ended"


ENDING_WORDS: Mapping[EventEnding | None, str] = MappingProxyType(
    {
        EventEnding.PUT_ON: "put on",
        EventEnding.LEFT: "left",
        EventEnding.SOURCE_ENDED: "source ended",
        EventEnding.PROGRAM_ENDED: "program ended",
        None: "goes on",
    }
)
"""Display name of each ending; None is that of an event that has not ended."""


@dataclass(frozen=True, slots=True)
class ViolationEvent:
    """A violation of one face followed.

    Attributes:
        person: Number of the face followed.
        label: The label of a violation that it had longest.
        started_at: When it first had such a label, timezone-aware.
        length_s: From then to the end: until its mask was on, else until it was last seen with such
            a label, not merely predicted. So far, if the event goes on; pauses of the source are
            left out.
        ending: How it ended; None while it goes on.
        start_s: When it first had such a label, in seconds after the first frame of its source;
            None if it comes from the log, which keeps no such time. The clock may be set meanwhile,
            so `started_at` does not tell.
    """

    person: int
    label: MaskLabel
    started_at: datetime
    length_s: float
    ending: EventEnding | None = None
    start_s: float | None = field(default=None, compare=False)

    @property
    def key(self) -> EventKey:
        """When it started, and whose it is."""
        return self.started_at, self.person


def event_text(event: ViolationEvent) -> str:
    """Return an event in words, such as "No mask for 0:42, put on"."""
    length = format_duration(event.length_s)
    return f"{LABEL_WORDS[event.label]} for {length}, {ENDING_WORDS[event.ending]}"
