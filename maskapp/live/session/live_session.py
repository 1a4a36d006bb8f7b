"""One source from opening to closing: each frame labelled, counted and drawn.

Starts no thread and knows no Qt. OpenCV is imported when a session begins; the engine, which is
needed before, imports it in the thread that loads it.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial

from maskapp.live.alarm.alarm_rules import NO_ALARM, Alarm, AlarmRules
from maskapp.live.minute_collector import MinuteCollector
from maskapp.live.outside.event_news import EventFeed
from maskapp.live.people_and_violations import EventChanges, ViolationMonitor
from maskapp.live.preview_size import PreviewSize
from maskapp.live.recording.face_cover import FaceCover
from maskapp.live.session.live_frame import LiveFrame, SessionEnd
from maskapp.live.session.recorded_images import RecordedImages
from maskapp.live.session.statistics import StatisticsMeter
from maskapp.live.session.swappable_engine import FrameEngine, SwappableEngine
from maskapp.live.source_thread import Arrived
from maskapp.live.zones.zone_filter import ZoneFilter
from maskapp.live.zones.zones import EVERYWHERE, Zones
from maskapp.outputs.local_time import local_now
from maskapp.outputs.snapshots.records import LogEntry, NewSnapshot
from maskapp.outputs.violation_event import ViolationEvent
from maskapp.records import Box, Face, Frame, Image, SourceInfo
from maskapp.settings.settings import Settings

_Found = tuple[tuple[Face, ...], tuple[Box, ...]]
"""The faces of a picture, and the doubtful boxes."""


class LiveSession:
    """The processing of the frames of one source, one call per frame.

    Args:
        info: The source that was opened.
        engine: An engine that was loaded for this source.
        settings: The initial settings; `use_settings` replaces them.
        preview_size: The initial size; set the attribute to replace it.
        clock: Returns the clock time, timezone-aware.
        tells_others: Whether the caller takes the `news` for other programs.

    Attributes:
        is_mirrored: Whether previews are mirrored whatever the settings say.
        recorded: What recordings and clips get of the processed frames.
        news: The events as they begin and end, if anybody takes them.
    """

    def __init__(
        self, info: SourceInfo, engine: FrameEngine, settings: Settings, preview_size: PreviewSize,
        clock: Callable[[], datetime] = local_now, tells_others: bool = False,
    ) -> None:  # fmt: skip
        from maskapp.live.events.event_keeper import EventKeeper  # noqa: PLC0415

        self.preview_size = preview_size
        self.is_mirrored = False
        self._settings = settings
        self._engine = SwappableEngine(engine, is_stills=info.is_stills)
        self._clock = clock
        self._monitor = ViolationMonitor(settings)
        self._keeper = EventKeeper(self._monitor, info, settings)
        self._alarm = AlarmRules(settings)
        # Pictures have no time, and the demo tells nothing about anybody's door.
        is_counted = not (info.is_stills or info.is_demo)
        self._collector = MinuteCollector(info.name) if is_counted else None
        self._meter = StatisticsMeter(self._monitor)
        self._cover = FaceCover()
        self.recorded = RecordedImages(self._cover, settings, is_stills=info.is_stills)
        self._filter = ZoneFilter(EVERYWHERE)
        self.news = EventFeed(is_taken=tells_others)
        self._time_s = 0.0
        self._paused_s = 0.0
        self._processed_at_s = time.monotonic()
        self._newest: LiveFrame | None = None
        self._ended_by_zones: tuple[ViolationEvent, ...] = ()
        self._pictures: dict[int, _Found | None] = {}
        self.begin_source(info)

    def begin_source(self, info: SourceInfo) -> None:
        """Continue with the same source, opened again after an outage."""
        self._info = self._keeper.info = info
        self._meter.begin(info)

    def use_engine(self, engine: FrameEngine) -> None:
        """Use another engine from the next frame on; track numbers continue."""
        self._engine.swap(engine)
        self._pictures = dict.fromkeys(self._pictures)

    def look_again(self) -> LiveFrame | None:
        """Label the newest frame with the engine in use, if it is one of unrelated pictures."""
        newest = self._newest
        if newest is None or newest.index not in self._pictures:
            return None
        return self._show_again(Frame(newest.image, newest.index, self._time_s, newest.name))

    def use_settings(self, settings: Settings) -> None:
        """Use other settings from the next frame on; those of the engine need a new engine."""
        self._settings = self._monitor.settings = self._keeper.settings = settings
        self._alarm.settings = self.recorded.settings = settings

    def use_zones(self, zones: Zones) -> list[LogEntry]:
        """Use other zones, for the newest frame too; return what the snapshot log gets.

        Faces that no longer count have left: their events end.
        """
        self._filter = ZoneFilter(zones)
        ended: tuple[ViolationEvent, ...] = ()
        if (newest := self._newest) is not None:
            faces, ignored = self._split(newest.image, newest.found)
            tracks = [face.track for face in ignored]
            ended = self._monitor.forget(tracks)
            self._alarm.forget(tracks)
            if self._collector is not None:
                self._collector.forget(tracks)
            statistics = self._meter.statistics(faces)
            self._newest = replace(newest, faces=faces, ignored=ignored, statistics=statistics)
        self._ended_by_zones += ended
        self.news.finish(self._info, ended)
        return self._keeper.end(ended)

    def rename(self, info: SourceInfo) -> None:
        """Continue under another name of the source; what was logged before keeps the old one."""
        self._info = self._keeper.info = info
        if self._collector is not None:
            self._collector.rename(info.name)

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
        frame = arrived.frame
        if frame.index in self._pictures:
            return self._show_again(replace(frame, time_s=time_s))
        started_s = time.monotonic()
        result = self._engine.process(replace(frame, time_s=time_s + self._paused_s))
        found, doubtful = result.faces, result.doubtful
        self._processed_at_s = started_s
        self._time_s = time_s
        self._cover.remember(found, time_s, doubtful)
        faces, ignored = self._split(frame.image, found)
        at = self._clock()
        changes = self._monitor.add(faces, time_s, at)
        covered = partial(self._covered, found, doubtful)
        self._tell(frame.image, faces, covered, changes, at)
        entries = self._keeper.add(frame.image, faces, covered, changes)
        if self._collector is not None:
            entries += self._collector.add(faces, time_s, at, changes.began)
        alarm = self._alarm.add(self._monitor.running, time_s, at)
        preview = self._draw(frame.image, faces, ignored, alarm)
        self._meter.frame_done(arrived, started_s)
        # Drawn again, it is not to be heard again.
        self._newest = LiveFrame(
            frame.image, faces, preview, self._meter.statistics(faces), at, frame.index, frame.name,
            alarm=replace(alarm, is_due=False), ignored=ignored, is_mirrored=self._mirrors,
            doubtful=doubtful,
        )  # fmt: skip
        if self._info.is_stills:
            self._pictures[frame.index] = found, doubtful
        ended, self._ended_by_zones = (*self._ended_by_zones, *changes.ended), ()
        has_new_event = bool(changes.began) and self._settings.automatic_snapshots
        return replace(
            self._newest, has_new_event=has_new_event, entries=tuple(entries), alarm=alarm,
            changes=replace(changes, ended=ended),
        )  # fmt: skip

    def _show_again(self, frame: Frame) -> LiveFrame:
        """Return a picture that was seen before; its faces are not counted a second time."""
        known = self._pictures[frame.index]
        if known is None:  # another engine may see others
            result = self._engine.process(frame)
            known = self._pictures[frame.index] = result.faces, result.doubtful
        found, doubtful = known
        faces, ignored = self._split(frame.image, found)
        statistics = self._meter.statistics(faces)
        preview = self._draw(frame.image, faces, ignored, NO_ALARM)
        self._newest = LiveFrame(
            frame.image, faces, preview, statistics, self._clock(), frame.index, frame.name,
            ignored=ignored, is_mirrored=self._mirrors, doubtful=doubtful,
        )  # fmt: skip
        return self._newest

    def end_events(self) -> SessionEnd:
        """End the events that go on, as nobody of the newest frame is there any more."""
        ended = self._monitor.finish()
        self.news.finish(self._info, ended)
        by_zones, self._ended_by_zones = self._ended_by_zones, ()
        return SessionEnd(tuple(self._keeper.end(ended)), (*by_zones, *ended))

    def finish(self) -> SessionEnd:
        """End the session: its events, and the minute that goes on."""
        end = self.end_events()
        minutes = self._collector.finish() if self._collector is not None else []
        return replace(end, entries=(*end.entries, *minutes))

    def redraw(self) -> LiveFrame | None:
        """Draw the newest frame again, for other settings or another size, if there is one."""
        if (newest := self._newest) is None:
            return None
        alarm = self._alarm.look() if newest.alarm != NO_ALARM else NO_ALARM
        preview = self._draw(newest.image, newest.faces, newest.ignored, alarm)
        self._newest = replace(newest, preview=preview, alarm=alarm, is_mirrored=self._mirrors)
        return self._newest

    def snapshot(self) -> NewSnapshot | None:
        """Make a snapshot of the newest frame, at its time; None before there is one."""
        from maskapp.live.session.frame_views import make_snapshot  # noqa: PLC0415

        if (newest := self._newest) is None:
            return None
        image, faces, at = newest.image, newest.faces, newest.at
        covered = self._covered(newest.found, newest.doubtful)
        return make_snapshot(self._settings, self._info, image, faces, covered, at)

    def _split(
        self, image: Image, found: Sequence[Face]
    ) -> tuple[tuple[Face, ...], tuple[Face, ...]]:
        height, width = image.shape[:2]
        return self._filter.split(found, (width, height), self._time_s)

    def _tell(
        self, image: Image, faces: tuple[Face, ...], covered: Callable[[], Sequence[Box]],
        changes: EventChanges, at: datetime,
    ) -> None:  # fmt: skip
        """Add to the news what a frame has changed, with a picture if one is wanted."""
        from maskapp.live.session.frame_views import make_snapshot  # noqa: PLC0415

        picture, settings = None, self._settings
        has_pictures = settings.sends_to_webhook and settings.webhook_pictures
        if changes.began and has_pictures and self.news.is_taken:
            picture = make_snapshot(settings, self._info, image, faces, covered(), at).annotated
        self.news.add(self._info, changes, picture)

    def _covered(self, found: Sequence[Face], doubtful: Sequence[Box]) -> tuple[Box, ...]:
        """Return the boxes to blur in the newest frame."""
        if self._info.is_stills:
            return (*(face.box for face in found), *doubtful)
        return self._cover.covered(found, self._time_s)

    def _draw(
        self, image: Image, faces: tuple[Face, ...], ignored: tuple[Face, ...], alarm: Alarm
    ) -> Image:
        from maskapp.live.session.frame_views import draw_preview  # noqa: PLC0415

        size = self.preview_size.drawn(*image.shape[1::-1])
        return draw_preview(image, faces, size, mirror=self._mirrors, alarm=alarm, ignored=ignored)

    @property
    def _mirrors(self) -> bool:
        return self._settings.mirror or self.is_mirrored
