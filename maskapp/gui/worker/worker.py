"""Judges the frames that the player gives, in the worker's thread.

Nothing in that thread waits for a device, a file or the network: daemon threads do, which are
left behind where they hang. The heavy modules are imported by them, too.
"""

import logging
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Any, Literal

from PySide6.QtCore import QObject, Qt, QThread, Signal, Slot
from PySide6.QtGui import QImage

from maskapp.gui.worker.frame_mailbox import FramePicture, Mailbox
from maskapp.gui.worker.recording_control import RecordingControl
from maskapp.gui.worker.source_player import Player
from maskapp.live.background_task import Done, Failed, Job, unexpected
from maskapp.live.preview_size import PreviewSize
from maskapp.live.source_thread import Arrived, SourceRequest
from maskapp.live.statistics import LiveMeter
from maskapp.live.violations import Session
from maskapp.records import Face, Image, SourceInfo, SourceState
from maskapp.settings import Settings

if TYPE_CHECKING:
    from maskapp.live.frame_views import FrameJudge

_ENGINE_SETTINGS = (
    "detection_size_px",
    "detection_every_n_frames",
    "face_score_threshold",
    "classify_every_s",
    "smoothing_s",
    "uncertain_below",
    "model_file",
)
_RECORDABLE = (SourceState.RUNNING, SourceState.PAUSED, SourceState.LOST)

_log = logging.getLogger(__name__)


class Worker(QObject):
    """Judges the frames of the player and tells what it sees.

    Its methods run in its own thread: call them through `WorkerThread`.
    """

    frame_ready = Signal()
    """There is a picture in the mailbox."""
    source_opened = Signal(object)
    """`SourceInfo`; once more when a lost source is back."""
    state_changed = Signal(object, str)
    """As for `Player`."""
    reconnecting_in = Signal(int)
    """As for `Player`."""
    failed = Signal(str)
    """What did not work out, for people."""
    recording_changed = Signal(object)
    """As for `RecordingControl.changed`."""
    recording_finished = Signal(object, str)
    """As for `RecordingControl.finished`."""
    snapshot_taken = Signal(object)
    """`NewSnapshot`."""
    model_checked = Signal(str, bool, str)
    """Whether the model can be used, and a sentence about it."""

    _news = Signal(object, object)

    def __init__(self, mailbox: Mailbox, settings: Settings) -> None:
        super().__init__()
        self._mailbox = mailbox
        self._settings = settings
        self._info: SourceInfo | None = None
        self._judge: FrameJudge | None = None
        self._preview_size = PreviewSize()
        self._shown: tuple[Image, tuple[Face, ...]] | None = None
        self._begin_session()
        self._engine_job: Job | None = None
        self._model_job: Job | None = None
        self._model_checked = ""
        self._player = Player(self)
        self._player.state_changed.connect(self._on_state)
        self._player.reconnecting_in.connect(self.reconnecting_in)
        self._player.opened.connect(self._on_opened)
        self._player.frame_due.connect(self._on_frame)
        self._recording = RecordingControl(self)
        self._recording.changed.connect(self.recording_changed)
        self._recording.finished.connect(self.recording_finished)
        self._news.connect(self._on_news, Qt.ConnectionType.QueuedConnection)

    @Slot(object)
    def execute(self, command: Callable[[], None]) -> None:
        """Run a command; what it fails with is logged and told, and the source is left."""
        try:
            command()
        except Exception as error:  # noqa: BLE001 - Qt would go on without a word
            _log.exception("The worker failed unexpectedly")
            self.failed.emit(unexpected(error))
            if self._player.state is not SourceState.IDLE:
                self._player.fail(unexpected(error))

    def open_source(self, request: SourceRequest) -> None:
        """Leave the source in use and play another one."""
        self._player.open(request)

    def close_source(self) -> None:
        """Leave the source in use."""
        self._player.close()

    def replay(self) -> None:
        """As for `Player`."""
        self._player.replay()

    def pause(self) -> None:
        """Hold the picture."""
        self._player.pause()

    def resume(self) -> None:
        """Go on after a pause."""
        if self._player.state is SourceState.PAUSED:
            self._meter.skip_pause()
            self._player.resume()

    def set_settings(self, settings: Settings) -> None:
        """Go on with other settings."""
        before, self._settings = self._settings, settings
        self._session.settings = settings
        changed = [name for name in _ENGINE_SETTINGS if _differs(name, before, settings)]
        if changed and self._info is not None:
            self._load_engine(self._info)
        if _differs("mirror", before, settings):
            self._show()

    def set_preview_size(self, size: PreviewSize) -> None:
        """Draw for another room in the window."""
        self._preview_size = size
        if self._player.state is not SourceState.RUNNING:  # else the next frame comes soon
            self._show()

    def check_model(self, model: str) -> None:
        """Find out whether a network can be used; answered by `model_checked`."""
        if self._model_job is not None:
            self._model_job.drop()
        settings = replace(self._settings, model_file=model)
        self._model_checked = model
        self._model_job = self._start_job("model-check", partial(_load_engine, settings, True))

    def start_recording(self) -> None:
        """Record from the next frame on."""
        if self._info is None or self._player.state not in _RECORDABLE:
            self.failed.emit(self.tr("There is nothing to record: no source is running."))
            return
        create = partial(_processing().Recording, self._settings, self._info.fps)
        self._recording.start(create)

    def stop_recording(self) -> None:
        """Finish the file."""
        self._recording.stop()

    def take_snapshot(self, kind: Literal["manual", "automatic"] = "manual") -> None:
        """Take the newest frame."""
        if self._shown is None or self._info is None:
            self.failed.emit(self.tr("There is no picture yet to take a snapshot of."))
            return
        image, faces = self._shown
        shot = _processing().snapshot(self._settings, kind, self._info.name, image, faces)
        self.snapshot_taken.emit(shot)

    def stop(self) -> None:
        """End everything and the thread's event loop; a source that hangs is left behind."""
        self._player.close()
        if self._model_job is not None:
            self._model_job.drop()
        if not self._player.wait_closed():
            _log.warning("The source does not come back; it is left behind")
        QThread.currentThread().quit()

    @Slot(object, str)
    def _on_state(self, state: SourceState, sentence: str) -> None:
        if state in (SourceState.OPENING, SourceState.IDLE):
            self._begin_session()
        if state not in _RECORDABLE:
            self._drop_engine_job()
            self._recording.stop()
        self.state_changed.emit(state, sentence)

    @Slot(object)
    def _on_opened(self, info: SourceInfo) -> None:
        self._info = info
        self._meter.begin(info)
        self.source_opened.emit(info)
        if self._judge is None:
            self._load_engine(info)
        else:
            self._player.go()

    @Slot(object, object)
    def _on_news(self, job: Job, news: object) -> None:
        self.execute(partial(self._take_news, job, news))

    def _take_news(self, job: Job, news: object) -> None:
        problem = news.message if isinstance(news, Failed) else ""
        if job is self._model_job:
            message = problem or self.tr("The model can be used.")
            self.model_checked.emit(self._model_checked, not problem, message)
        elif job is self._engine_job:
            self._engine_job = None
            if isinstance(news, Done):
                self._use_engine(news.result)
            elif self._judge is None:
                self._player.fail(problem)
            else:  # the engine in use goes on
                self.failed.emit(problem)

    def _use_engine(self, engine: Any) -> None:
        if self._judge is None:
            self._judge = _processing().FrameJudge(engine)
            self._player.go()
        else:
            self._judge.use(engine)

    @Slot(object, float)
    def _on_frame(self, arrived: Arrived, time_s: float) -> None:
        self.execute(partial(self._process, arrived, time_s))

    def _process(self, arrived: Arrived, time_s: float) -> None:
        assert self._judge is not None
        started_s = time.monotonic()
        frame = arrived.frame
        faces = self._judge.judge(replace(frame, time_s=time_s))
        is_snapshot_due = self._session.add(faces, time_s)
        self._shown = (frame.image, faces)
        preview = self._preview(frame.image, faces)
        self._meter.frame_done(arrived, started_s)
        self._put(preview, frame.image, faces)
        if self._recording.is_active:
            recorded = _processing().recorded(self._settings, frame.image, faces)
            self._recording.write(recorded, time_s)
        if is_snapshot_due:
            self.take_snapshot("automatic")

    def _preview(self, image: Image, faces: tuple[Face, ...]) -> QImage:
        size = self._preview_size.drawn(*image.shape[1::-1])
        picture: QImage = _processing().preview(image, faces, size, mirror=self._settings.mirror)
        return picture

    def _put(self, preview: QImage, image: Image, faces: tuple[Face, ...]) -> None:
        height, width = image.shape[:2]
        picture = FramePicture(preview, (width, height), self._meter.statistics(faces))
        if self._mailbox.put(picture):
            self.frame_ready.emit()

    def _show(self) -> None:
        """Draw the newest frame once more."""
        if self._shown is not None:
            image, faces = self._shown
            self._put(self._preview(image, faces), image, faces)

    def _begin_session(self) -> None:
        self._info = None
        self._judge = None
        self._shown = None
        self._session = Session(self._settings)
        self._meter = LiveMeter(self._session)

    def _load_engine(self, info: SourceInfo) -> None:
        """Load the engine for the source in use; until it is there, an older one goes on."""
        self._drop_engine_job()
        work = partial(_load_engine, self._settings, info.is_stills)
        self._engine_job = self._start_job("engine-loader", work)

    def _drop_engine_job(self) -> None:
        if self._engine_job is not None:
            self._engine_job.drop()
            self._engine_job = None

    def _start_job(self, name: str, work: Callable[[], object]) -> Job:
        job = Job(name, work, self._news.emit)
        job.start()
        return job


def _processing() -> Any:
    """The module that knows OpenCV, PyAV and LiteRT."""
    return import_module("maskapp.live.frame_views")


def _differs(name: str, before: Settings, after: Settings) -> bool:
    return bool(getattr(before, name) != getattr(after, name))


def _load_engine(settings: Settings, stills: bool) -> Any:
    return _processing().load_engine(settings, stills=stills)
