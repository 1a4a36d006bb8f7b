"""The source that is open, the sources that could be opened, and their state."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal, Slot

from maskapp.files.source_keys import key_of
from maskapp.gui.shared.remembered_state import RememberedState
from maskapp.gui.sources.camera_finder import CameraFinder
from maskapp.gui.sources.camera_permission import CameraPermission
from maskapp.gui.sources.newest_source import NewestSource
from maskapp.gui.sources.profile_store import ProfileStore
from maskapp.gui.sources.recent_sources import RecentSources
from maskapp.gui.sources.source_names import camera_to_open, found_cameras, source_name
from maskapp.gui.worker.worker_thread import WorkerThread
from maskapp.live.source_request import SourceRequest
from maskapp.live.zones.source_profiles import SourceProfiles
from maskapp.records import CameraInfo, SourceInfo, SourceState

_KEPT = (SourceState.RUNNING, SourceState.PAUSED, SourceState.LOST)
"""States in which the source in use stays open until the next one has opened."""


class SourceControl(QObject):
    """The control that opens sources for the user and follows their state.

    Args:
        worker: Opens and plays the sources.
        finder: Finds the cameras.
        memory: Remembers the last camera.
        recent: Remembers the recent sources, and the last stream.
        permission: Asks for the permission to use cameras.

    Attributes:
        recent: The recent sources.
        newest: What the worker emits about the source.
        profiles: The names and zones of sources.
        text: The source that is open or being opened, as `open_source` takes it; None for none.
        next_text: A source that is being opened while `text` is still open; None for none.
        state: The state of that source.
        sentence: The worker's message about that state; may be empty.
        info: The source as it was opened; None before that.
        retry_in_s: Time until the next attempt to open a lost source, or to load its model.
        cameras: The connected cameras; None before the first search has finished.
    """

    changed = Signal()
    """Any of the attributes or properties has changed."""
    searched = Signal(str)
    """The result of a camera search that the user asked for, as a message."""
    refused = Signal(object, str)
    """A source that did not replace the one in use, and a message that says why."""

    def __init__(
        self,
        worker: WorkerThread,
        finder: CameraFinder,
        memory: RememberedState,
        recent: RecentSources,
        permission: CameraPermission,
        profiles: ProfileStore,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.recent, self.profiles, self._permission = recent, profiles, permission
        self.text: str | None = None
        self.next_text: str | None = None
        self.state, self.sentence, self.retry_in_s = SourceState.IDLE, "", 0
        self.info: SourceInfo | None = None
        self.cameras: Sequence[CameraInfo] | None = None
        self._worker, self._finder, self._memory = worker, finder, memory
        self._opens_found_camera = self._reports_search = False
        finder.found.connect(self._set_cameras)
        profiles.changed.connect(self._rename)
        self.newest = NewestSource(worker, self)
        self.newest.opened.connect(self._set_info)
        self.newest.state_changed.connect(self._set_state)
        self.newest.reconnecting_in.connect(self._set_countdown)
        self.newest.took_over.connect(self._take_over)
        self.newest.refused.connect(self._refuse)
        recent.chosen.connect(self.open)
        permission.answered.connect(self.open)

    @property
    def name(self) -> str:
        """The name to display for the source that is open or being opened; "" for none."""
        return self.info.name if self.info else self.name_of(self.text or "")

    @property
    def is_camera(self) -> bool:
        """Whether the source is a camera of this computer."""
        return self.text is not None and self.text.isdecimal()

    @property
    def is_unplugged(self) -> bool:
        """Whether the source is a camera that is no longer connected."""
        if not self.is_camera or self.cameras is None:
            return False
        name = self.info.first_name if self.info else source_name(self.text or "", self.cameras)
        return (self.text, name) not in {(str(each.index), each.name) for each in self.cameras}

    @property
    def camera(self) -> CameraInfo | None:
        """The open camera, else the one that `open_camera` would open; None without cameras."""
        return camera_to_open(self.cameras or (), self.text, self._memory.camera)

    @property
    def resolution(self) -> tuple[int, int] | None:
        """Width and height requested from cameras, px; None for their default."""
        return self._memory.resolution

    @property
    def frame_rate(self) -> float | None:
        """Frames per second requested from cameras; None for their default."""
        return self._memory.frame_rate

    def name_of(self, text: str) -> str:
        """Return the name to display for a source, the user's or its own; "" for none."""
        cameras = self.cameras or ()
        return self.profiles.profiles.of(key_of(text, cameras)).name or source_name(text, cameras)

    def start(self) -> None:
        """Open the last stream or video, or the last camera once found, unless a source is open."""
        self.recent.start()
        if self.text is not None:
            return
        if self.recent.last_source is not None:
            self.recent.choose(self.recent.last_source)
        else:
            self._opens_found_camera = True
        self._finder.look()

    @Slot(object)  # Qt's strings lose what is not UTF-8 in a file's name
    def open(self, text: str) -> None:
        """Replace the current source; before the worker has started, the request is queued.

        A source in use stays open until a file or stream has opened, whose name may be mistyped.
        """
        self._opens_found_camera, self.recent.wanted = False, ""
        if self._permission.has_to_ask(text):
            return
        has_to_wait = text.isdecimal() or text == self.text
        if self.info is not None and self.state in _KEPT and not has_to_wait:
            self.next_text = text
            self._worker.open_beside(SourceRequest(text))
        else:
            self.next_text = None
            self._take_over(text)
            self._worker.open_source(self._request(text))
        self.changed.emit()

    @Slot()
    def open_camera(self) -> None:
        """Open the last camera, else the first one; look for cameras if there is none."""
        if self.camera is None:
            self._finder.look()
        else:
            self.open(str(self.camera.index))

    @Slot()
    def open_demo(self) -> None:
        """Play the demo clip."""
        self.open("demo")

    @Slot()
    def keep(self) -> None:
        """Stay with the source in use instead of the one that is being opened."""
        self._worker.keep_source()
        self.next_text = None
        self.changed.emit()

    @Slot()
    def close(self) -> None:
        """Close the source."""
        self._worker.close_source()
        self.text, self.next_text, self.info = None, None, None
        self.changed.emit()

    @Slot()
    def retry(self) -> None:
        """Open the same source again."""
        if self.state == SourceState.LOST:
            self._worker.replay()
        elif self.text is not None:
            self.open(self.text)

    @Slot()
    def replay(self) -> None:
        """Play a file from its start."""
        self._worker.replay()

    @Slot(bool)
    def set_paused(self, is_paused: bool) -> None:
        """Pause or resume."""
        (self._worker.pause if is_paused else self._worker.resume)()

    @Slot(object)
    def set_resolution(self, size: tuple[int, int] | None) -> None:
        """Request another resolution from cameras; reopens the one in use."""
        self._memory.resolution = size
        self._reopen_camera()

    @Slot(object)
    def set_frame_rate(self, fps: float | None) -> None:
        """Request another frame rate from cameras; reopens the one in use."""
        self._memory.frame_rate = fps
        self._reopen_camera()

    @Slot()
    def look_for_cameras(self) -> None:
        """Look for cameras again; `changed` follows if others are found."""
        self._finder.look()

    @Slot()
    def search_cameras(self) -> None:
        """Look for cameras at the user's request; `searched` follows in any case."""
        self._reports_search = True
        self._finder.look()

    def stop(self) -> bool:
        """Stop looking for cameras; return whether the recent sources have been saved."""
        self._finder.stop()
        return self.recent.stop()

    def _request(self, text: str) -> SourceRequest:
        if not self.is_camera:
            return SourceRequest(text)
        size: tuple[int | None, int | None] = self.resolution or (None, None)
        return SourceRequest(text, *size, self.frame_rate, self._permission.refusal())

    def _reopen_camera(self) -> None:
        if self.is_camera and self.text is not None:
            self.open(self.text)
        else:
            self.changed.emit()

    @Slot(object)
    def _set_cameras(self, cameras: Sequence[CameraInfo]) -> None:
        before, self.cameras = self.cameras, cameras
        if self._reports_search:
            self._reports_search = False
            self.searched.emit(found_cameras(cameras))
        if before is not None and tuple(before) == tuple(cameras):
            return
        if self._opens_found_camera and cameras:
            self.open_camera()
        elif self.is_camera and self.state == SourceState.LOST:
            self._reopen_lost([camera for camera in cameras if camera not in (before or ())])
        self.changed.emit()

    def _reopen_lost(self, added: Sequence[CameraInfo]) -> None:
        """Skip the rest of the countdown once the camera, or one of its number, is plugged in."""
        name = self._memory.camera if self.info is not None else None
        numbers = [str(camera.index) for camera in added if name in {None, camera.name}]
        if self.text in numbers:
            self._worker.replay()
        elif numbers and name is not None:  # under another number
            self.open(numbers[0])

    @Slot(object)
    def _set_info(self, info: SourceInfo) -> None:
        self.info = self.profiles.profiles.named(info)
        if self.is_camera:
            self._memory.camera, self._memory.last_source = info.first_name, None
        elif self.text is not None and self.text != "demo":
            self.recent.remember(self.text, opens_again=not info.is_stills)
        self.changed.emit()

    @Slot(object)
    def _rename(self, profiles: SourceProfiles) -> None:
        self.info = profiles.named(self.info) if self.info else None
        self.changed.emit()

    @Slot(object)
    def _take_over(self, text: str) -> None:
        if text == self.next_text:  # else another one was requested since
            self.next_text = None
        self.text, self.info, self.retry_in_s = text, None, 0
        self.state, self.sentence = SourceState.OPENING, ""

    @Slot(object, str)
    def _refuse(self, text: str, reason: str) -> None:
        if text == self.next_text:
            self.next_text = None
            self.refused.emit(text, reason)
            self.changed.emit()

    @Slot(object, str)
    def _set_state(self, state: SourceState, sentence: str) -> None:
        self.state, self.sentence, self.retry_in_s = state, sentence, 0  # a new countdown follows
        is_lost_camera = state == SourceState.LOST and self.is_camera
        needs_cameras = self.cameras is None and state in {SourceState.IDLE, SourceState.FAILED}
        if is_lost_camera or needs_cameras:  # it may have been unplugged, or one may be offered now
            self._finder.look()
        self.changed.emit()

    @Slot(int)
    def _set_countdown(self, retry_in_s: int) -> None:
        self.retry_in_s = retry_in_s
        self.changed.emit()
