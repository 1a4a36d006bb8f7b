"""What is open, what could be opened, and what the worker says of it."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot

from maskapp.gui.shared.remembered_state import WindowMemory, display_name
from maskapp.gui.sources.camera_finder import CameraFinder
from maskapp.gui.worker.worker_thread import WorkerThread
from maskapp.live.backend import Backend
from maskapp.live.source_request import SourceRequest
from maskapp.records import SourceInfo, SourceState


class SourceControl(QObject):
    """Opens sources by the user's wish and keeps in mind how they are.

    Args:
        worker: Opens and plays them.
        backend: Lists the cameras.
        memory: Knows the camera and the sources of before.
    """

    changed = Signal()
    """Anything of what is kept here."""
    searched = Signal(str)
    """What a search for cameras that the user asked for has found, a sentence."""

    def __init__(
        self,
        worker: WorkerThread,
        backend: Backend,
        memory: WindowMemory,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.text: str | None = None
        self.state = SourceState.IDLE
        self.sentence = ""
        self.info: SourceInfo | None = None
        self.retry_in_s = 0
        self.cameras: Sequence[Any] | None = None
        self._worker = worker
        self._memory = memory
        self._wants_camera = False
        self._wants_answer = False
        self._finder = CameraFinder(backend, self)
        self._finder.found.connect(self._set_cameras)
        worker.worker.source_opened.connect(self._set_info)
        worker.worker.state_changed.connect(self._set_state)
        worker.worker.reconnecting_in.connect(self._set_countdown)

    @property
    def name(self) -> str:
        """What is open or to be opened, for people; "" for nothing."""
        if self.text == "demo":
            return self.tr("Demo clip")
        if self.info is not None:
            return self.info.name
        for camera in self.cameras or ():
            if str(camera.index) == self.text:
                return str(camera.name)
        if self.is_camera:
            return self.tr("Camera {0}").format(self.text)
        return display_name(self.text or "")

    @property
    def is_camera(self) -> bool:
        """Whether what is open is a camera of this computer."""
        return self.text is not None and self.text.isdecimal()

    @property
    def is_unplugged(self) -> bool:
        """Whether a camera was opened that is not there now."""
        if not self.is_camera or self.cameras is None:
            return False
        there_are = {(str(camera.index), camera.name) for camera in self.cameras}
        return (self.text, self.name) not in there_are

    @property
    def camera(self) -> Any | None:
        """The camera in use, or else the one that `open_camera` opens; None where there is none."""
        if not self.cameras:
            return None
        in_use = [camera for camera in self.cameras if str(camera.index) == self.text]
        last = [camera for camera in self.cameras if camera.name == self._memory.camera]
        return (*in_use, *last, self.cameras[0])[0]

    @property
    def recent(self) -> list[str]:
        """Files and addresses opened before, the newest first."""
        return self._memory.recent

    @property
    def resolution(self) -> tuple[int, int] | None:
        """What is asked of cameras; None leaves them their own."""
        return self._memory.resolution

    @property
    def frame_rate(self) -> float | None:
        """What is asked of cameras; None leaves them their own."""
        return self._memory.frame_rate

    def start(self) -> None:
        """Open the camera used last as soon as it is found, unless something is opened already."""
        if self.text is None:
            self._wants_camera = True
            self._finder.look()

    @Slot(str)
    def open(self, text: str) -> None:
        """Open a source in place of the one before, as soon as the worker has started.

        Args:
            text: As `open_source` of the pipeline takes it.
        """
        self._wants_camera = False
        self.text, self.info, self.retry_in_s = text, None, 0
        self.state, self.sentence = SourceState.OPENING, ""
        if not self.is_camera:
            if text != "demo":
                self._memory.remember(text)
            self._worker.open_source(SourceRequest(text))
        else:
            width, height = self.resolution or (None, None)
            self._worker.open_source(SourceRequest(text, width, height, self.frame_rate))
        self.changed.emit()

    @Slot()
    def open_camera(self) -> None:
        """Open the camera that was used last, or else the first one."""
        if not self.cameras:
            self._finder.look()
            return
        assert self.camera is not None
        self.open(str(self.camera.index))

    @Slot()
    def open_demo(self) -> None:
        """Play the demo clip."""
        self.open("demo")

    @Slot()
    def close(self) -> None:
        """Let go of the source."""
        self._worker.close_source()
        self.text, self.info = None, None
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
        """Hold the picture, or go on."""
        if is_paused:
            self._worker.pause()
        else:
            self._worker.resume()

    @Slot(object)
    def set_resolution(self, size: tuple[int, int] | None) -> None:
        """Ask cameras for another resolution."""
        self._memory.resolution = size
        self._reopen_camera()

    @Slot(object)
    def set_frame_rate(self, fps: float | None) -> None:
        """Ask cameras for another frame rate."""
        self._memory.frame_rate = fps
        self._reopen_camera()

    @Slot()
    def look_for_cameras(self) -> None:
        """Search again; the menus change when the search is done."""
        self._finder.look()

    @Slot()
    def search_cameras(self) -> None:
        """Search again, because the user asks, who gets an answer in any case."""
        self._wants_answer = True
        self._finder.look()

    @Slot()
    def forget_recent(self) -> None:
        """Empty the list of sources opened before."""
        self._memory.forget_recent()
        self.changed.emit()

    def stop(self) -> None:
        """End the search for cameras."""
        self._finder.stop()

    def _reopen_camera(self) -> None:
        if self.is_camera and self.text is not None:
            self.open(self.text)
        else:
            self.changed.emit()

    @Slot(object)
    def _set_cameras(self, cameras: Sequence[Any]) -> None:
        before, self.cameras = self.cameras, cameras
        if self._wants_answer:
            self._wants_answer = False
            self.searched.emit(self._found_words())
        if before is not None and tuple(before) == tuple(cameras):
            return
        new = [camera for camera in cameras if camera not in (before or ())]
        if self._wants_camera and cameras:
            self.open_camera()
        elif self.is_camera and self.state == SourceState.LOST:
            self._reopen_lost([camera for camera in new if camera.name == self._memory.camera])
        self.changed.emit()

    def _found_words(self) -> str:
        names = ", ".join(str(camera.name) for camera in self.cameras or ())
        return self.tr("Found: {0}").format(names) if names else self.tr("No camera was found.")

    def _reopen_lost(self, back: Sequence[Any]) -> None:
        """Do not wait for the countdown once the camera is plugged in again."""
        if any(str(camera.index) == self.text for camera in back):
            self._worker.replay()
        elif back:  # the system has numbered it anew
            self.open(str(back[0].index))

    @Slot(object)
    def _set_info(self, info: SourceInfo) -> None:
        self.info = info
        if self.is_camera:
            self._memory.camera = info.name
        self.changed.emit()

    @Slot(object, str)
    def _set_state(self, state: SourceState, sentence: str) -> None:
        self.state, self.sentence = state, sentence
        if state == SourceState.LOST and self.is_camera:
            self._finder.look()  # it may have been unplugged
        elif self.cameras is None and state in {SourceState.IDLE, SourceState.FAILED}:
            self._finder.look()  # now it matters which cameras there are
        self.changed.emit()

    @Slot(int)
    def _set_countdown(self, retry_in_s: int) -> None:
        self.retry_in_s = retry_in_s
        self.changed.emit()
