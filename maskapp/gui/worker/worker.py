"""The worker, which processes the frames of the player in its thread and emits the results.

Nothing in this thread waits for a device, a file or the network: background tasks do, and are
abandoned if they hang. OpenCV, PyAV and LiteRT are imported there as well.
"""

import logging
from collections.abc import Iterable, Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal, Slot

from maskapp.conversion_watch import ConversionWatch
from maskapp.gui.shared.command_thread import CommandWorker
from maskapp.gui.worker.clip_control import ClipControl
from maskapp.gui.worker.frame_mailbox import FrameMailbox, ShownFrame, to_qimage
from maskapp.gui.worker.model_checks import ModelChecks
from maskapp.gui.worker.recording_control import RecordingControl, create_recording
from maskapp.gui.worker.source_player import SourcePlayer
from maskapp.gui.worker.timing import Timing
from maskapp.live.backend import Backend
from maskapp.live.background_task import Done, Failed, Job
from maskapp.live.live_session import LiveFrame, LiveSession, RecordedImage
from maskapp.live.preview_size import PreviewSize
from maskapp.live.source_request import SourceRequest
from maskapp.live.source_thread import Arrived
from maskapp.live.swappable_engine import FrameEngine
from maskapp.outputs.snapshots.records import LogEntry
from maskapp.records import SourceInfo, SourceState
from maskapp.settings.settings import Settings

_RECORDABLE = (SourceState.RUNNING, SourceState.PAUSED, SourceState.LOST)
_IN_USE = (SourceState.OPENING, *_RECORDABLE)

_RECORDING_TIMEOUT_S = 60.0

_log = logging.getLogger(__name__)


class Worker(CommandWorker):
    """The worker that runs one live session after another.

    Its methods run in its own thread: call them through `WorkerThread`.

    Args:
        mailbox: Receives the previews.
        settings: The current settings.
        backend: Opens sources and loads engines.
        timing: Timing of the worker.

    Attributes:
        model_checks: Checks models for the settings.
    """

    frame_ready = Signal()
    """A new frame is in the mailbox."""
    source_opened = Signal(object)
    """`SourceInfo`; again when a lost source is back."""
    state_changed = Signal(object, str)
    """See `SourcePlayer.state_changed`."""
    reconnecting_in = Signal(int)
    """See `SourcePlayer.reconnecting_in`."""
    took_over = Signal(str)
    """See `SourcePlayer.took_over`."""
    refused = Signal(str, str)
    """See `SourcePlayer.refused`."""
    recording_changed = Signal(object)
    """See `RecordingControl.changed`."""
    recording_finished = Signal(object)
    """See `RecordingControl.finished`."""
    logged = Signal(object)
    """A `LogEntry` for the snapshot log; connect to it directly, not through the window."""
    snapshot_announced = Signal(str, str)
    """Kind and source of a snapshot, for the window; that of a violation is announced when it
    becomes an event, though its picture is chosen later."""
    converting = Signal(str, int)
    """The step of converting the model for the source, and the seconds since that began."""

    _reported = Signal(object, object)

    def __init__(
        self, mailbox: FrameMailbox, settings: Settings, backend: Backend, timing: Timing
    ) -> None:
        super().__init__()
        self._mailbox = mailbox
        self._settings = settings
        self._backend = backend
        self._preview_size = PreviewSize()
        self._info: SourceInfo | None = None
        self._session: LiveSession | None = None
        self._engine_job: Job[FrameEngine] | None = None
        self._conversion = ConversionWatch()
        self.model_checks = ModelChecks(backend, self)
        self._player = SourcePlayer(backend, timing, self)
        self._player.state_changed.connect(self._on_state)
        self._player.reconnecting_in.connect(self.reconnecting_in)
        self._player.took_over.connect(self.took_over)
        self._player.refused.connect(self.refused)
        self._player.opened.connect(self._on_opened)
        self._player.frame_due.connect(self._on_frame)
        self._recording = RecordingControl(timing, self)
        self._recording.changed.connect(self.recording_changed)
        self._recording.finished.connect(self.recording_finished)
        self._clips = ClipControl(settings, self)
        self._clips.made.connect(self.logged)
        self._clips.failed.connect(self.failed)
        self._reported.connect(self._on_reported, Qt.ConnectionType.QueuedConnection)

    def recover(self, message: str) -> None:
        """Override `CommandWorker.recover`: close the source; its next frame would fail too."""
        if self._player.state is not SourceState.IDLE:
            self._player.fail(message)

    def open_source(self, request: SourceRequest) -> None:
        """Close the source in use and play another one."""
        self._player.open(request)

    def open_beside(self, request: SourceRequest) -> None:
        """Play another source once it has opened, and the one in use until then."""
        self._player.open_beside(request)

    def keep_source(self) -> None:
        """See `SourcePlayer.keep`."""
        self._player.keep()

    def close_source(self) -> None:
        """Close the source in use."""
        self._player.close()

    def replay(self) -> None:
        """Play the same source from its start; try a lost one at once."""
        self._player.replay()

    def pause(self) -> None:
        """Hold the current frame."""
        self._player.pause()

    def resume(self) -> None:
        """Continue after a pause."""
        if self._player.state is SourceState.PAUSED:
            if self._session is not None:
                self._session.skip_pause()
            self._player.resume()

    def use_settings(self, settings: Settings) -> None:
        """Replace the settings; load the engine in use again if its own changed."""
        before, self._settings = self._settings, settings
        if self._session is not None:
            self._session.use_settings(settings)
        self._clips.use_settings(settings)
        is_engine_affected = settings.for_engine != before.for_engine
        if is_engine_affected and self._info is not None and self._player.state in _IN_USE:
            self._load_engine(self._info)
        if settings.mirror != before.mirror:
            self._redraw()

    def set_preview_size(self, size: PreviewSize) -> None:
        """Draw previews for another size of the window's preview."""
        self._preview_size = size
        if self._session is not None:
            self._session.preview_size = size
        if self._player.state is not SourceState.RUNNING:  # otherwise the next frame will come soon
            self._redraw()

    def start_recording(self) -> None:
        """Record from the next frame on."""
        if self._info is None or self._player.state not in _RECORDABLE:
            self.failed.emit(self.tr("Nothing to record: no source is running."))
            return
        if self._session is not None and not self._recording.is_active:
            self._record(self._session.record_rest())  # of a recording that a problem ended
        self._recording.start(partial(create_recording, self._settings, self._info.fps))

    def stop_recording(self) -> None:
        """Finish the file."""
        if self._session is not None and self._recording.is_active:
            self._record(self._session.record_rest())
        self._recording.stop()

    def drop_unwritten_frames(self) -> None:
        """Drop the frames that finished recordings have yet to write to a slow disk."""
        self._recording.drop_waiting()

    def take_snapshot(self) -> None:
        """Take a snapshot of the newest frame."""
        snapshot = self._session.snapshot() if self._session is not None else None
        if snapshot is None:
            self.failed.emit(
                self.tr("Nothing to take a snapshot of yet: no source has sent a frame.")
            )
            return
        self.logged.emit(snapshot)
        self.snapshot_announced.emit(snapshot.kind, snapshot.source)

    def stop(self) -> None:
        """Close the source, finish the recordings and abandon all jobs."""
        self._player.close()
        self._clips.wait_finished()
        self._recording.wait_finished(_RECORDING_TIMEOUT_S)
        self.model_checks.stop()
        _log.info("%d frames were replaced before they were shown", self._mailbox.overwritten)
        if not self._player.wait_closed():
            _log.warning("The source does not respond; it is abandoned")

    @Slot(object, str)
    def _on_state(self, state: SourceState, message: str) -> None:
        if state not in _RECORDABLE:
            self._drop_engine_job()
            self.stop_recording()
            if self._session is not None:
                self._record(self._session.record_rest())
                self._add_to_log(self._session.finish())
            self._clips.finish()
        if state in (SourceState.OPENING, SourceState.IDLE):
            self._info = self._session = None
        self.state_changed.emit(state, message)

    @Slot(object)
    def _on_opened(self, info: SourceInfo) -> None:
        self._info = info
        self.source_opened.emit(info)
        if self._session is None:
            self._load_engine(info)
        else:
            self._session.begin_source(info)
            self._player.play()

    @Slot(object, object)
    def _on_reported(self, job: Job[FrameEngine], event: Done[FrameEngine] | Failed) -> None:
        self.execute(partial(self._take_report, job, event))

    def _take_report(self, job: Job[FrameEngine], event: Done[FrameEngine] | Failed) -> None:
        problem = event.message if isinstance(event, Failed) else ""
        if job is self._engine_job:
            self._engine_job = None
            if isinstance(event, Done):
                self._use_engine(event.result)
            elif self._session is None:
                self._player.fail(problem)
            else:  # keep the engine in use
                self.failed.emit(problem)

    def _use_engine(self, engine: FrameEngine) -> None:
        if self._session is None:
            assert self._info is not None
            self._session = LiveSession(self._info, engine, self._settings, self._preview_size)
            self._clips.begin(self._info)
            self._player.play()
        else:
            self._session.use_engine(engine)

    @Slot(object, float)
    def _on_frame(self, arrived: Arrived, time_s: float) -> None:
        self.execute(partial(self._process, arrived, time_s))

    def _process(self, arrived: Arrived, time_s: float) -> None:
        assert self._session is not None
        frame = self._session.process(arrived, time_s)
        self._show(frame)
        if self._recording.is_active or self._clips.wants(time_s):
            self._record(self._session.record(frame, time_s))
        self._clips.follow(frame.changes, time_s)
        self._add_to_log(frame.entries)
        if frame.has_new_event and self._info is not None:
            self.snapshot_announced.emit("automatic", self._info.name)

    def _add_to_log(self, entries: Iterable[LogEntry]) -> None:
        for entry in entries:
            self.logged.emit(entry)

    def _record(self, images: Sequence[RecordedImage]) -> None:
        self._clips.write(images)
        for image, time_s in images if self._recording.is_active else ():
            self._recording.write(image, time_s)

    def _show(self, frame: LiveFrame) -> None:
        height, width = frame.image.shape[:2]
        shown = ShownFrame(to_qimage(frame.preview), (width, height), frame.statistics)
        if self._mailbox.put(shown):
            self.frame_ready.emit()

    def _redraw(self) -> None:
        frame = self._session.redraw() if self._session is not None else None
        if frame is not None:
            self._show(frame)

    def _load_engine(self, info: SourceInfo) -> None:
        """Load an engine for the source in use; the previous one is used until it is loaded."""
        self._drop_engine_job()
        self._conversion = ConversionWatch(self.converting.emit)
        load = partial(self._backend.load_engine, self._settings.for_engine, info.is_stills)
        work = partial(load, self._conversion)
        self._engine_job = Job(type(self).__name__, work, self._reported.emit)
        self._engine_job.start()

    def _drop_engine_job(self) -> None:
        self._conversion.cancel()
        if self._engine_job is not None:
            self._engine_job.drop()
            self._engine_job = None
