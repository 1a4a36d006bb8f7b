"""The clips of events, as the worker makes them: on or off, of which source, and when."""

import logging
from collections.abc import Iterable, Sequence

from PySide6.QtCore import QCoreApplication, QObject, Qt, Signal, Slot

from maskapp.live.background_task import Failed
from maskapp.live.clips.clip_thread import ClipThread
from maskapp.live.clips.early_clips import EarlyClips
from maskapp.live.people_and_violations import EventChanges
from maskapp.live.session.recorded_images import RecordedImage
from maskapp.outputs.snapshots.records import LogEntry, NewClip
from maskapp.outputs.violation_event import EventKey, ViolationEvent
from maskapp.records import SourceInfo
from maskapp.settings.settings import Settings

_FINISH_TIMEOUT_S = 5.0
_STEP_S = 0.06
"""Minimum time between two images of a clip."""

_log = logging.getLogger(__name__)


class ClipControl(QObject):
    """The clips of the source in use.

    Args:
        settings: Decide whether there are clips; `use_settings` replaces them.
        parent: Owns the control.

    Signals:
        made: A `NewClip`, once the snapshot of its event is in the log.
        failed: A message for the user, once for each source.
    """

    made = Signal(object)
    failed = Signal(str)

    _reported = Signal(object, object)

    def __init__(self, settings: Settings, parent: QObject) -> None:
        super().__init__(parent)
        self._settings = settings
        self._info: SourceInfo | None = None
        self._thread: ClipThread | None = None
        self._finishing: list[ClipThread] = []
        self._started_s: dict[EventKey, float] = {}
        self._early = EarlyClips()
        self._wanted_s = float("-inf")
        self._reported.connect(self._on_reported, Qt.ConnectionType.QueuedConnection)

    @property
    def is_active(self) -> bool:
        """Whether there are clips of the source in use."""
        return self._thread is not None

    def begin(self, info: SourceInfo) -> None:
        """Begin with a source."""
        self._info, self._wanted_s = info, float("-inf")
        self._early.clear()
        self._start_or_stop()

    def use_settings(self, settings: Settings) -> None:
        """Use other settings; what was encoded so far is forgotten if clips look different now."""
        before, self._settings = self._settings, settings
        looks = [
            (each.has_blurred_recordings, each.has_labels_in_recordings)
            for each in (before, settings)
        ]
        if self._thread is not None and looks[0] != looks[1]:
            self._thread.forget()
        self._start_or_stop()

    def wants(self, time_s: float) -> bool:
        """Return whether the frame of this time is to be in clips."""
        is_due = self._thread is not None and time_s >= self._wanted_s + _STEP_S
        if is_due:
            self._wanted_s = time_s
        return is_due

    def write(self, images: Sequence[RecordedImage]) -> None:
        """Add images, as recordings show them."""
        if self._thread is not None:
            for image, time_s in images:
                self._thread.write(image, time_s)

    def follow(self, changes: EventChanges, time_s: float) -> None:
        """Begin and end clips with the events of the newest frame."""
        if self._thread is None:
            return
        around_s = self._settings.clip_around_s
        for event in changes.began if self._settings.automatic_snapshots else ():
            started_s = self._started_s[event.key] = time_s - event.length_s
            self._thread.begin(event.key, started_s - around_s)
        self.end(changes.ended)

    def end(self, events: Iterable[ViolationEvent]) -> None:
        """End the clips of events, with a while after them."""
        around_s = self._settings.clip_around_s
        for event in events:
            if self._thread is not None and event.key in self._started_s:
                end_s = self._started_s.pop(event.key) + event.length_s
                self._thread.end(event.key, end_s + around_s)

    def follow_log(self, entry: LogEntry) -> None:
        """Emit the clip that waited for an entry which the log has just got, if any."""
        if (clip := self._early.follow(entry)) is not None:
            self.made.emit(clip)

    def finish(self) -> None:
        """Make the clips that have begun: the source has ended."""
        self._info = None
        self._started_s.clear()
        self._start_or_stop()

    def wait_finished(self) -> None:
        """Wait until all clips are made, for a while."""
        for thread in self._finishing:
            if not thread.join(_FINISH_TIMEOUT_S):
                thread.drop()
                _log.error("A clip could not be made in time")
        QCoreApplication.sendPostedEvents(self)  # their reports, before this thread ends
        self._finishing.clear()
        self._early.clear()

    def _start_or_stop(self) -> None:
        is_wanted = (
            self._settings.event_clips and self._info is not None and not self._info.is_stills
        )
        if self._thread is not None and not is_wanted:
            self._thread.finish()
            self._finishing = [each for each in self._finishing if not each.join(0)]
            self._finishing.append(self._thread)
            self._thread = None
        elif self._thread is None and is_wanted:
            self._thread = ClipThread(self._reported.emit)
            self._thread.start()
        if self._thread is not None:
            before_s = self._settings.clip_around_s + self._settings.violation_after_s
            self._thread.keep(before_s + 1.0)

    @Slot(object, object)
    def _on_reported(self, thread: ClipThread, event: NewClip | Failed) -> None:
        if isinstance(event, NewClip):
            if (clip := self._early.add(event)) is not None:
                self.made.emit(clip)
            return
        self.failed.emit(self.tr("No clips can be made: {}").format(event.message))
        if thread is self._thread:
            self._thread = None
