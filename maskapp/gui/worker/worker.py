"""The worker, which processes the frames of the player in its thread and emits the results.

Background tasks import the large libraries and wait for what may hang; they are abandoned then.
"""

import logging
from collections.abc import Iterable
from functools import partial

from PySide6.QtCore import Signal, Slot

from maskapp.gui.shared.command_thread import CommandWorker
from maskapp.gui.worker.clip_control import ClipControl
from maskapp.gui.worker.engine_loader import EngineLoader
from maskapp.gui.worker.frame_mailbox import FrameMailbox
from maskapp.gui.worker.model_checks import ModelChecks
from maskapp.gui.worker.preview_control import PreviewControl
from maskapp.gui.worker.qt_timers import QtTimers
from maskapp.gui.worker.recorded_frames import RecordedFrames
from maskapp.gui.worker.recording_control import RecordingControl, create_recording
from maskapp.gui.worker.session_news import SessionNews
from maskapp.live.backend import Backend
from maskapp.live.playing.player import Player
from maskapp.live.playing.player_calls import PlayerCalls
from maskapp.live.playing.timing import Timing
from maskapp.live.preview_size import PreviewSize
from maskapp.live.session.live_session import LiveSession
from maskapp.live.session.swappable_engine import FrameEngine
from maskapp.live.source_thread import Arrived
from maskapp.live.zones.source_profiles import SourceProfiles
from maskapp.outputs.snapshots.records import LogEntry
from maskapp.records import SourceInfo, SourceState
from maskapp.settings.settings import Settings

_RECORDABLE = (SourceState.RUNNING, SourceState.PAUSED, SourceState.LOST)
_RECORDING_TIMEOUT_S = 60.0

_log = logging.getLogger(__name__)


class Worker(CommandWorker):
    """The worker that runs one live session after another.

    Its methods run in its own thread: call them through `WorkerThread`.

    Args:
        mailbox: Receives the previews.
        settings: The current settings.
        backend: Opens sources and loads engines; its clock is that of the sessions.
        timing: Its timing.

    Attributes:
        player: Plays the source; `resume` goes on after its `pause`.
        model_checks: Checks models for the settings.
        recording: Records what is processed.
        news: What other programs get.
    """

    frame_ready = Signal()
    """A new frame is in the mailbox."""
    source_opened = Signal(object)
    """`SourceInfo`; again when a lost source is back."""
    state_changed = Signal(object, str)
    """See `PlayerCalls`."""
    reconnecting_in = Signal(int)
    """See `PlayerCalls`; or the seconds until a missing model is tried again."""
    took_over = Signal(object)
    refused = Signal(object, str)
    """See `PlayerCalls`, also for the two above."""
    recording_changed = Signal(object)
    """See `RecordingControl.changed`."""
    recording_finished = Signal(object)
    """See `RecordingControl.finished`."""
    logged = Signal(object)
    """A `LogEntry` for the snapshot log; connect to it directly, not through the window."""
    snapshot_announced = Signal(str, str)
    """Kind and source of a snapshot; a violation's is announced when it becomes an event."""
    alarm_due = Signal()
    """An alarm is to be heard now."""
    converting = Signal(str, int)
    """The step of converting the model for the source, and the seconds since that began."""

    def __init__(
        self, mailbox: FrameMailbox, settings: Settings, backend: Backend, timing: Timing
    ) -> None:
        super().__init__()
        self._mailbox = mailbox
        self._settings = settings
        self._profiles = SourceProfiles()
        self._previews = PreviewControl(mailbox, self)
        self._previews.frame_ready.connect(self.frame_ready)
        self._info: SourceInfo | None = None
        self._session: LiveSession | None = None
        self._begin = partial(LiveSession, clock=backend.clock, tells_others=True)
        self.model_checks = ModelChecks(backend, self)
        timers = QtTimers(self)
        self._engines = EngineLoader(backend, timing, timers, self)
        self._engines.loaded.connect(self._on_engine)
        self._engines.failed.connect(self._on_engine_failed)
        self._engines.kept.connect(self._on_engine_kept)
        self._engines.retrying_in.connect(self.reconnecting_in)
        self._engines.stepped.connect(self.converting)
        self.news = SessionNews(self)
        calls = PlayerCalls(
            state_changed=self._on_state, reconnecting_in=self.reconnecting_in.emit,
            took_over=self.took_over.emit, refused=self.refused.emit, opened=self._on_opened,
            frame_due=self._on_frame, gone=partial(self.execute, self._end_events),
        )  # fmt: skip
        self.player = Player(backend, timing, timers, calls)
        self.recording = RecordingControl(timing, self)
        self.recording.changed.connect(self.recording_changed)
        self.recording.finished.connect(self.recording_finished)
        self._clips = ClipControl(settings, self)
        self._clips.made.connect(self.logged)
        self._clips.failed.connect(self.failed)
        self._recorded = RecordedFrames(self.recording, self._clips)

    def recover(self, message: str) -> None:
        """Override `CommandWorker.recover`: close the source; its next frame would fail too."""
        if self.player.state is not SourceState.IDLE:
            self.player.fail(message)

    def resume(self) -> None:
        """Continue after a pause."""
        if self.player.state is SourceState.PAUSED:
            if self._session is not None:
                self._session.skip_pause()
            self.player.resume()

    def use_settings(self, settings: Settings) -> None:
        """Replace the settings; load the engine in use again if its own changed."""
        before, self._settings = self._settings, settings
        if self._session is not None:
            self._session.use_settings(settings)
        self._clips.use_settings(settings)
        if settings.for_engine != before.for_engine and self._info is not None:
            self._engines.load_again(settings.for_engine)
        if settings.mirror != before.mirror or self.player.state is not SourceState.RUNNING:
            self._previews.redraw(self._session)

    def renew_model(self) -> None:
        """Load the model in use again, whose file may be another one under the same path."""
        if self._info is not None:
            self._engines.load_again(self._settings.for_engine)

    def use_profiles(self, profiles: SourceProfiles) -> None:
        """Replace the names and zones of sources; those of the source in use change at once."""
        self._profiles = profiles
        if self._info is None:
            return
        self._info = profiles.named(self._info)
        if self._session is not None:
            self._session.rename(self._info)
            self._use_zones()
            self._previews.redraw(self._session)

    def set_preview_size(self, size: PreviewSize) -> None:
        """Draw previews for another size of the window's preview."""
        self._previews.size = size
        self._previews.apply(self._session)
        if self.player.state is not SourceState.RUNNING:  # otherwise the next frame comes soon
            self._previews.redraw(self._session)

    def set_mirrored(self, is_mirrored: bool) -> None:
        """Mirror the previews whatever the settings say, or no longer."""
        self._previews.is_mirrored = is_mirrored
        self._previews.apply(self._session)

    def start_recording(self) -> None:
        """Record from the next frame on."""
        if self._info is None or self.player.state not in _RECORDABLE:
            self.failed.emit(self.tr("Nothing to record: no source is running."))
            return
        self._recorded.start(partial(create_recording, self._settings, self._info.fps))

    def stop_recording(self) -> None:
        """Take no more frames, and finish the file; with blurred frames, half a second later."""
        self._recorded.stop()

    def finish_recording(self) -> None:
        """Stop recording and finish the file at once, since the program is going to end."""
        self._recorded.finish()

    def take_snapshot(self) -> None:
        """Take a snapshot of the newest frame."""
        snapshot = self._session.snapshot() if self._session is not None else None
        if snapshot is None:
            self.failed.emit(self.tr("Nothing to take a snapshot of yet: no frame has arrived."))
            return
        self.logged.emit(snapshot)
        self.snapshot_announced.emit(snapshot.kind, snapshot.source)

    def stop(self) -> None:
        """Close the source, finish the recordings and abandon all jobs."""
        self.player.close()
        self._clips.wait_finished()
        self.recording.wait_finished(_RECORDING_TIMEOUT_S)
        self.model_checks.stop()
        _log.info("%d frames were replaced before they were shown", self._mailbox.overwritten)
        if not self.player.wait_closed():
            _log.warning("The source does not respond; it is abandoned")

    def _on_state(self, state: SourceState, message: str) -> None:
        self._engines.follow(state)
        self._recorded.follow(state)
        if state not in _RECORDABLE:
            self._recorded.finish()
            if self._session is not None:
                self._add_to_log(self._session.finish().entries)
                self.news.tell_events(self._session)
            self._clips.finish()
        self.news.tell_state(state)
        if state in (SourceState.OPENING, SourceState.IDLE):
            self._info = self._session = None
        self.state_changed.emit(state, message)

    def _end_events(self) -> None:
        if self._session is not None:
            end = self._session.end_events()
            self._add_to_log(end.entries)
            self._clips.end(end.ended)
            self.news.tell_events(self._session)

    def _on_opened(self, info: SourceInfo) -> None:
        self._info = named = self._profiles.named(info)
        self.source_opened.emit(named)
        if self._session is None:
            self._engines.load(self._settings.for_engine, is_stills=info.is_stills)
        else:
            self._session.begin_source(named)
            self.player.play()

    @Slot(object)
    def _on_engine(self, engine: FrameEngine) -> None:
        self.execute(partial(self._use_engine, engine))

    @Slot(str)
    def _on_engine_failed(self, problem: str) -> None:
        if self._session is None:
            self.player.fail(problem, SourceState.NO_MODEL)
        else:
            text = self.tr("{0} Until a source is opened, the model and settings used so far stay.")
            self.failed.emit(text.format(problem))

    @Slot(str)
    def _on_engine_kept(self, problem: str) -> None:
        text = self.tr("{0} Until a source is opened, the model stays in use as it was before.")
        self.failed.emit(text.format(problem))

    def _use_engine(self, engine: FrameEngine) -> None:
        if self.player.state is SourceState.NO_MODEL:
            self.player.replay()
        elif self._session is None:
            assert self._info is not None
            self._session = self._begin(self._info, engine, self._settings, self._previews.size)
            self._previews.apply(self._session)
            self._use_zones()
            self._clips.begin(self._info)
            self._recorded.begin(self._session.recorded)
            self.player.play()
        else:
            self._session.use_engine(engine)
            if self.player.state is not SourceState.RUNNING:  # else the next frame comes soon
                self._previews.look_again(self._session)

    def _use_zones(self) -> None:
        assert self._session is not None
        assert self._info is not None
        self._add_to_log(self._session.use_zones(self._profiles.of(self._info.key).zones))

    def _on_frame(self, arrived: Arrived, time_s: float) -> None:
        self.execute(partial(self._process, arrived, time_s))

    def _process(self, arrived: Arrived, time_s: float) -> None:
        assert self._session is not None and self._info is not None  # noqa: PT018
        frame = self._session.process(arrived, time_s)
        self._previews.show(frame)
        self._recorded.add(frame, time_s)
        self._clips.follow(frame.changes, time_s)
        self._add_to_log(frame.entries)
        if frame.alarm.is_due:
            self.alarm_due.emit()
        self.news.tell_frame(self._session, self._info, frame)
        if frame.has_new_event:
            self.snapshot_announced.emit("automatic", self._info.name)

    def _add_to_log(self, entries: Iterable[LogEntry]) -> None:
        for entry in entries:
            self.logged.emit(entry)
            self._clips.follow_log(entry)
