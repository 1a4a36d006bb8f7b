"""What the snapshot log gets of the events of a session, and when.

Imports OpenCV, which takes a while: import this module in a worker's thread.
"""

from collections.abc import Callable, Iterable, Sequence

from maskapp.live.events.best_pictures import BestPictures, Picture
from maskapp.live.people_and_violations import EventChanges, ViolationMonitor
from maskapp.live.session.frame_views import make_snapshot
from maskapp.outputs.snapshots.records import LogEntry, NewSnapshot
from maskapp.outputs.violation_event import ViolationEvent
from maskapp.records import Box, Face, Image, SourceInfo
from maskapp.settings.settings import Settings

PICTURE_AFTER_S = 10.0
"""Length of an event at which it is saved with its best picture so far, in case the program dies;
one that ends sooner is saved then."""
_PROGRESS_EVERY_S = 60.0
"""Time between two reports of an event that goes on."""


class EventKeeper:
    """A keeper of the events of one session, each saved once with its best picture.

    Args:
        monitor: Knows the events.
        info: The source; set the attribute when it was opened again.
        settings: Decide whether events are saved, and how their pictures look; set the attribute
            to replace them.
    """

    def __init__(self, monitor: ViolationMonitor, info: SourceInfo, settings: Settings) -> None:
        self.info = info
        self.settings = settings
        self._monitor = monitor
        self._pictures = BestPictures()
        self._reported_s: dict[int, float] = {}  # of saved events: length when last reported

    def add(
        self,
        image: Image,
        faces: tuple[Face, ...],
        covered: Callable[[], Sequence[Box]],
        changes: EventChanges,
    ) -> list[LogEntry]:
        """Add the next frame, once the monitor has its faces.

        Args:
            image: (height, width, 3), uint8, BGR; kept, not copied.
            faces: The faces in it.
            covered: Returns the boxes to blur in it.
            changes: What the frame changed.

        Returns:
            What the log gets now.
        """
        entries = self.end(changes.ended)
        if self.settings.automatic_snapshots:
            wanted = self._monitor.unmasked - self._reported_s.keys()
            self._pictures.add(image, faces, wanted, covered)
        for event in self._monitor.ongoing:
            reported_s = self._reported_s.get(event.person)
            if reported_s is not None:
                if event.length_s >= reported_s + _PROGRESS_EVERY_S:
                    self._reported_s[event.person] = event.length_s
                    entries.append(event)
            elif self.settings.automatic_snapshots:
                best = self._pictures.best(event.person)
                if best is None or event.length_s >= PICTURE_AFTER_S:
                    self._reported_s[event.person] = event.length_s
                    best = best or Picture(image, faces, tuple(covered()))
                    entries.append(self._snapshot(event, best))
        return entries

    def end(self, events: Iterable[ViolationEvent]) -> list[LogEntry]:
        """Return what the log gets of events that have ended."""
        entries: list[LogEntry] = []
        for event in events:
            best = self._pictures.best(event.person)
            if self._reported_s.pop(event.person, None) is not None:
                entries.append(event)
            elif best is not None and self.settings.automatic_snapshots:
                entries.append(self._snapshot(event, best))
        return entries

    def _snapshot(self, event: ViolationEvent, picture: Picture) -> NewSnapshot:
        return make_snapshot(
            self.settings, self.info, picture.image, picture.faces, picture.covered,
            event.started_at, event,
        )  # fmt: skip
