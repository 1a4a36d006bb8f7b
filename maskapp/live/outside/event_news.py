"""The events of a session as they begin and end, for other programs."""

from dataclasses import dataclass

from maskapp.live.people_and_violations import EventChanges
from maskapp.outputs.violation_event import ViolationEvent
from maskapp.records import Image, SourceInfo


@dataclass(frozen=True, slots=True, eq=False)
class EventNews:
    """An event that has begun or ended.

    Attributes:
        event: The event; it has begun if it has no ending.
        source: Display name of its source.
        is_live: Whether the source is live.
        picture: The frame in which it became an event, (height, width, 3), uint8, BGR, as the
            settings of privacy require; None if no picture is wanted.
    """

    event: ViolationEvent
    source: str
    is_live: bool
    picture: Image | None = None


class EventFeed:
    """The news of one session, until they are taken.

    The demo and unrelated pictures tell nothing about anybody's door, so there are none of them.

    Attributes:
        is_taken: Whether anybody takes them; if not, none are kept.
    """

    def __init__(self, *, is_taken: bool) -> None:
        self.is_taken = is_taken
        self._news: list[EventNews] = []

    def add(self, info: SourceInfo, changes: EventChanges, picture: Image | None) -> None:
        """Add what a frame has changed.

        Args:
            info: The source.
            changes: The events that have begun and ended.
            picture: See `EventNews`; of the events that have begun.
        """
        if not self.is_taken or info.is_stills or info.is_demo:
            return
        for event in changes.ended:
            self._news.append(EventNews(event, info.name, info.is_live))
        for event in changes.began:
            self._news.append(EventNews(event, info.name, info.is_live, picture))

    def finish(self, info: SourceInfo, ended: tuple[ViolationEvent, ...]) -> None:
        """Add the events that the end of the source has ended."""
        self.add(info, EventChanges(ended=ended), None)

    def take(self) -> list[EventNews]:
        """Return the news since the last call, oldest first."""
        news, self._news = self._news, []
        return news
