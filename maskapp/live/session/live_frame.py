"""A processed frame, and what is left at the end of a session."""

from dataclasses import dataclass
from datetime import datetime

from maskapp.live.alarm.alarm_rules import NO_ALARM, Alarm
from maskapp.live.people_and_violations import EventChanges
from maskapp.live.session.statistics import LiveStatistics
from maskapp.live.zones.zones import relative_box
from maskapp.outputs.snapshots.records import LogEntry
from maskapp.outputs.violation_event import ViolationEvent
from maskapp.records import Box, Face, Image

_NO_CHANGES = EventChanges()


@dataclass(frozen=True, slots=True, eq=False)
class LiveFrame:
    """A processed frame.

    Attributes:
        image: (height, width, 3), uint8, BGR, as the source sent it.
        faces: The labelled faces that count, in pixels of `image`.
        ignored: Those that do not, for their place or size: they are only blurred.
        doubtful: As in `FrameResult`.
        preview: `image` with boxes and labels, uint8, BGR; possibly mirrored or enlarged.
        statistics: The figures at the time of the frame.
        at: Clock time at which it was processed, timezone-aware.
        index: As in `Frame`.
        name: As in `Frame`.
        has_new_event: Whether a violation became an event in this frame, and is going to be saved.
        entries: What the snapshot log gets.
        alarm: Whom the alarm is about, and whether it is to be heard now.
        is_mirrored: Whether left and right are swapped in `preview`.
        changes: The events that began in this frame, or ended since the frame before.
    """

    image: Image
    faces: tuple[Face, ...]
    preview: Image
    statistics: LiveStatistics
    at: datetime
    index: int = 0
    name: str | None = None
    has_new_event: bool = False
    entries: tuple[LogEntry, ...] = ()
    alarm: Alarm = NO_ALARM
    changes: EventChanges = _NO_CHANGES
    ignored: tuple[Face, ...] = ()
    is_mirrored: bool = False
    doubtful: tuple[Box, ...] = ()

    @property
    def found(self) -> tuple[Face, ...]:
        """All faces, ordered by track."""
        return tuple(sorted((*self.faces, *self.ignored), key=lambda face: face.track))

    @property
    def places(self) -> dict[int, Box]:
        """The box of each face by its track, in shares of the image's width and height."""
        height, width = self.image.shape[:2]
        return {face.track: relative_box(face.box, (width, height)) for face in self.found}


@dataclass(frozen=True, slots=True)
class SessionEnd:
    """What comes after the last frame of a session, or after one that nothing follows for long.

    Attributes:
        entries: What the snapshot log gets then.
        ended: The events that ended since that frame, whether the log gets them or not.
    """

    entries: tuple[LogEntry, ...]
    ended: tuple[ViolationEvent, ...]
