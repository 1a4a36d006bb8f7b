"""One source from opening to closing: each frame labelled, counted and drawn.

Starts no thread and knows no Qt. OpenCV is imported when a session begins; the engine, which is
needed before, imports it in the thread that loads it.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from maskapp.live.minute_collector import MinuteCollector
from maskapp.live.people_and_violations import EventChanges, ViolationMonitor
from maskapp.live.preview_size import PreviewSize
from maskapp.live.recording.face_cover import CoveredFrame, FaceCover
from maskapp.live.source_thread import Arrived
from maskapp.live.statistics import LiveStatistics, StatisticsMeter
from maskapp.live.swappable_engine import FrameEngine, SwappableEngine
from maskapp.outputs.snapshots.records import LogEntry, NewSnapshot
from maskapp.records import Face, Image, SourceInfo
from maskapp.settings.settings import Settings

RecordedImage = tuple[Image, float]
"""An image to record, (height, width, 3), uint8, BGR, and its time in the session."""


_NO_CHANGES = EventChanges()


def local_now() -> datetime:
    """Return the local time, timezone-aware."""
    return datetime.now().astimezone()


@dataclass(frozen=True, slots=True, eq=False)
class LiveFrame:
    """A processed frame.

    Attributes:
        image: (height, width, 3), uint8, BGR, as the source sent it.
        faces: The labelled faces, in pixels of `image`.
        preview: `image` with boxes and labels, uint8, BGR; possibly mirrored or enlarged.
        statistics: The figures at the time of the frame.
        has_new_event: Whether a violation became an event in this frame, and is going to be saved.
        entries: What the snapshot log gets.
        changes: The events that began or ended.
    """

    image: Image
    faces: tuple[Face, ...]
    preview: Image
    statistics: LiveStatistics
    has_new_event: bool = False
    entries: tuple[LogEntry, ...] = ()
    changes: EventChanges = _NO_CHANGES


class LiveSession:
    """The processing of the frames of one source, one call per frame.

    Args:
        info: The source that was opened.
        engine: An engine that was loaded for this source.
        settings: The initial settings; `use_settings` replaces them.
        preview_size: The initial size; set the attribute to replace it.
        clock: Returns the clock time, timezone-aware.
    """

    def __init__(
        self,
        info: SourceInfo,
        engine: FrameEngine,
        settings: Settings,
        preview_size: PreviewSize,
        clock: Callable[[], datetime] = local_now,
    ) -> None:
        from maskapp.live.events.event_keeper import EventKeeper  # noqa: PLC0415

        self.preview_size = preview_size
        self._settings = settings
        self._engine = SwappableEngine(engine, is_stills=info.is_stills)
        self._clock = clock
        self._monitor = ViolationMonitor(settings)
        self._keeper = EventKeeper(self._monitor, info, settings)
        # Pictures have no time, and the demo tells nothing about anybody's door.
        is_counted = not (info.is_stills or info.is_demo)
        self._collector = MinuteCollector(info.name) if is_counted else None
        self._meter = StatisticsMeter(self._monitor)
        self._cover = FaceCover()
        self._time_s = 0.0
        self._paused_s = 0.0
        self._processed_at_s = time.monotonic()
        self._newest: LiveFrame | None = None
        self.begin_source(info)

    def begin_source(self, info: SourceInfo) -> None:
        """Continue with the same source, opened again after an outage."""
        self._info = self._keeper.info = info
        self._meter.begin(info)

    def use_engine(self, engine: FrameEngine) -> None:
        """Use another engine from the next frame on; track numbers continue."""
        self._engine.swap(engine)

    def use_settings(self, settings: Settings) -> None:
        """Use other settings from the next frame on; those of the engine need a new engine."""
        self._settings = self._monitor.settings = self._keeper.settings = settings

    def skip_pause(self) -> None:
        """Leave out a pause; the frames that a live source drops in it are not counted.

        The engine learns how long the pause of a live source was: somebody else may be in view now.
        """
        self._meter.skip_pause()
        if self._info.is_live:
            self._paused_s += time.monotonic() - self._processed_at_s

    def process(self, arrived: Arrived, time_s: float) -> LiveFrame:
        """Label, count and draw the next frame.

        Args:
            arrived: The frame as it was read.
            time_s: The frame's time in the session; never goes back.
        """
        started_s = time.monotonic()
        frame = arrived.frame
        faces = self._engine.faces(replace(frame, time_s=time_s + self._paused_s))
        self._processed_at_s = started_s
        self._time_s = time_s
        self._cover.remember(faces, time_s)
        at = self._clock()
        changes = self._monitor.add(faces, time_s, at)
        entries = self._keeper.add(frame.image, faces, partial(self._covered, faces), changes)
        if self._collector is not None:
            minute = self._collector.add(faces, time_s, at, len(changes.began))
            entries += [minute] if minute is not None else []
        preview = self._draw(frame.image, faces)
        self._meter.frame_done(arrived, started_s)
        statistics = self._meter.statistics(faces)
        self._newest = LiveFrame(frame.image, faces, preview, statistics)
        has_new_event = bool(changes.began) and self._settings.automatic_snapshots
        return replace(
            self._newest, has_new_event=has_new_event, entries=tuple(entries), changes=changes
        )

    def finish(self) -> list[LogEntry]:
        """End the events that go on; return what the snapshot log still gets."""
        entries = self._keeper.end(self._monitor.finish())
        minute = self._collector.finish() if self._collector is not None else None
        return [*entries, minute] if minute is not None else entries

    def redraw(self) -> LiveFrame | None:
        """Draw the newest frame again, for another preview size or mirroring, if there is one."""
        if self._newest is None:
            return None
        preview = self._draw(self._newest.image, self._newest.faces)
        self._newest = replace(self._newest, preview=preview)
        return self._newest

    def record(self, frame: LiveFrame, time_s: float) -> list[RecordedImage]:
        """Return the images to record now, as the settings require them.

        Frames that are blurred come later, since faces of the next frames are blurred in them too.

        Args:
            frame: The newest frame.
            time_s: Its time in the session.
        """
        from maskapp.live.frame_views import draw_recorded  # noqa: PLC0415

        image, faces = frame.image, frame.faces
        is_blurred = self._settings.has_blurred_recordings
        if is_blurred and not self._info.is_stills:
            return self._draw_covered(self._cover.hold(image, faces, time_s))
        covered = faces if is_blurred else ()
        drawn = draw_recorded(self._settings, image, faces, covered)
        return [*self.record_rest(), (drawn, time_s)]

    def record_rest(self) -> list[RecordedImage]:
        """Return the images that `record` still holds back, for the end of a recording."""
        return self._draw_covered(self._cover.release())

    def snapshot(self) -> NewSnapshot | None:
        """Make a snapshot of the newest frame, for the user; None before there is one."""
        from maskapp.live.frame_views import make_snapshot  # noqa: PLC0415

        if self._newest is None:
            return None
        image, faces = self._newest.image, self._newest.faces
        return make_snapshot(self._settings, self._info, image, faces, self._covered(faces))

    def _covered(self, faces: tuple[Face, ...]) -> tuple[Face, ...]:
        """Return the faces to blur in the newest frame."""
        return faces if self._info.is_stills else self._cover.covered(faces, self._time_s)

    def _draw_covered(self, frames: Sequence[CoveredFrame]) -> list[RecordedImage]:
        from maskapp.live.frame_views import draw_recorded  # noqa: PLC0415

        return [
            (draw_recorded(self._settings, frame.image, frame.faces, frame.covered), frame.time_s)
            for frame in frames
        ]

    def _draw(self, image: Image, faces: tuple[Face, ...]) -> Image:
        from maskapp.live.frame_views import draw_preview  # noqa: PLC0415

        size = self.preview_size.drawn(*image.shape[1::-1])
        return draw_preview(image, faces, size, mirror=self._settings.mirror)
