"""The worker's thread, through which the window uses capture and inference."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Signal, Slot

from maskapp.gui.shared.command_thread import CommandThread
from maskapp.gui.worker.frame_mailbox import FrameMailbox
from maskapp.gui.worker.worker import Worker
from maskapp.live.backend import Backend
from maskapp.live.playing.timing import Timing
from maskapp.live.preview_size import PreviewSize
from maskapp.live.source_request import SourceRequest
from maskapp.live.zones.source_profiles import SourceProfiles
from maskapp.settings.settings import Settings


class WorkerThread(QObject):
    """The worker in its thread; every method but `shutdown` returns at once.

    Args:
        settings: The current settings.
        backend: Opens sources and loads engines.
        timing: Timing of the worker.
        parent: Owns this object.

    Attributes:
        worker: Emits the results.
        mailbox: Holds the newest preview.
        newest_request: The number of the newest request to open or close a source; 0 before one.
    """

    begun = Signal(int)
    """The number of such a request: what the worker emitted before is about an older one."""

    def __init__(
        self,
        settings: Settings,
        backend: Backend,
        timing: Timing,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.mailbox = FrameMailbox()
        self.newest_request = 0
        self.worker = Worker(self.mailbox, settings, backend, timing)
        self._thread = CommandThread(self.worker)

    def start(self) -> None:
        """Start the thread; commands posted earlier run now."""
        self._thread.start()

    def open_source(self, request: SourceRequest) -> None:
        """Play a camera, file or address."""
        self._post_request(partial(self.worker.player.open, request))

    def open_beside(self, request: SourceRequest) -> None:
        """Play a file or address once it has opened, and the source in use until then."""
        self._thread.post(partial(self.worker.player.open_beside, request))

    def keep_source(self) -> None:
        """Stay with the source in use instead of one that is being opened."""
        self._thread.post(self.worker.player.keep)

    def close_source(self) -> None:
        """Close the source in use."""
        self._post_request(self.worker.player.close)

    def pause(self) -> None:
        """Hold the current frame."""
        self._thread.post(self.worker.player.pause)

    def resume(self) -> None:
        """Continue after a pause."""
        self._thread.post(self.worker.resume)

    def replay(self) -> None:
        """Play the same source from its start; try a lost one at once."""
        self._thread.post(self.worker.player.replay)

    @Slot()
    def show_previous(self) -> None:
        """Show the picture before this one of a folder, and wait there."""
        self._thread.post(partial(self.worker.player.step, -1))

    @Slot()
    def show_next(self) -> None:
        """Show the picture after this one of a folder, and wait there."""
        self._thread.post(partial(self.worker.player.step, 1))

    @Slot(object)
    def use_settings(self, settings: Settings) -> None:
        """Replace the settings."""
        self._thread.post(partial(self.worker.use_settings, settings))

    @Slot(object)
    def use_profiles(self, profiles: SourceProfiles) -> None:
        """Replace the names and zones of sources."""
        self._thread.post(partial(self.worker.use_profiles, profiles))

    def set_preview_size(self, size: PreviewSize) -> None:
        """Draw previews for another size of the window's preview."""
        self._thread.post(partial(self.worker.set_preview_size, size))

    def set_mirrored(self, is_mirrored: bool) -> None:
        """Mirror the previews whatever the settings say, or no longer."""
        self._thread.post(partial(self.worker.set_mirrored, is_mirrored))

    @Slot()
    def renew_model(self) -> None:
        """Load the model in use again, whose file may be another one under the same path."""
        self._thread.post(self.worker.renew_model)

    def check_model(self, model: str) -> None:
        """Check whether a model can be used; answered by `ModelChecks.checked`."""
        self._thread.post(partial(self.worker.model_checks.check, model))

    @Slot()
    def cancel_check(self) -> None:
        """Cancel the check of a model, if one is under way."""
        self._thread.post(self.worker.model_checks.cancel)

    def start_recording(self) -> None:
        """Record from the next frame on."""
        self._thread.post(self.worker.start_recording)

    def stop_recording(self) -> None:
        """Take no more frames, and finish the file."""
        self._thread.post(self.worker.stop_recording)

    def finish_recording(self) -> None:
        """Stop recording and finish the file at once, since the program is going to end."""
        self._thread.post(self.worker.finish_recording)

    def drop_unwritten_frames(self) -> None:
        """Drop the frames that finished recordings have yet to write to a slow disk."""
        self._thread.post(self.worker.recording.drop_waiting)

    def take_snapshot(self) -> None:
        """Take a snapshot of the newest frame; answered by `Worker.logged`."""
        self._thread.post(self.worker.take_snapshot)

    @property
    def has_ended(self) -> bool:
        """Whether the thread has ended."""
        return self._thread.has_ended

    def shutdown(self, timeout_s: float = 2.0) -> bool:
        """Finish the recording, close the source and end the thread.

        Returns:
            See `CommandThread.shutdown`.
        """
        return self._thread.shutdown(timeout_s, self.worker.stop)

    def _post_request(self, command: Callable[[], None]) -> None:
        self.newest_request += 1
        self._thread.post(partial(self._begin, self.newest_request, command))

    def _begin(self, request: int, command: Callable[[], None]) -> None:
        """Run in the worker's thread, so that `begun` comes between the worker's own signals."""
        self.begun.emit(request)
        command()
