"""Capture and inference on a thread of their own: what the window has of them."""

from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QThread, Signal

from maskapp.gui.worker.frame_mailbox import Mailbox
from maskapp.gui.worker.worker import Worker
from maskapp.live.preview_size import PreviewSize
from maskapp.live.source_thread import SourceRequest
from maskapp.settings import Settings


class WorkerThread(QObject):
    """The worker with its thread, for the window; every method but `shutdown` returns at once.

    Attributes:
        worker: Its signals.
        mailbox: Where its pictures are.
    """

    _command = Signal(object)

    def __init__(self, settings: Settings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.mailbox = Mailbox()
        self.worker = Worker(self.mailbox, settings)
        self._settings = settings
        self._thread = QThread()
        self._thread.setObjectName("worker")
        self.worker.moveToThread(self._thread)
        self._command.connect(self.worker.execute, Qt.ConnectionType.QueuedConnection)

    def start(self) -> None:
        """Begin; what was asked before is done now."""
        self._thread.start()

    def open_source(
        self,
        text: str,
        width: int | None = None,
        height: int | None = None,
        fps: float | None = None,
    ) -> None:
        """Play a camera, file or address; the numbers are what to ask of a camera."""
        request = SourceRequest(text, width, height, fps)
        self._command.emit(partial(self.worker.open_source, request))

    def close_source(self) -> None:
        """Leave the source in use."""
        self._command.emit(self.worker.close_source)

    def pause(self) -> None:
        """Hold the picture."""
        self._command.emit(self.worker.pause)

    def resume(self) -> None:
        """Go on after a pause."""
        self._command.emit(self.worker.resume)

    def replay(self) -> None:
        """Play the same source from its start; where it is lost, try it at once."""
        self._command.emit(self.worker.replay)

    def set_settings(self, settings: Settings) -> None:
        """Go on with other settings."""
        self._settings = settings
        self._command.emit(partial(self.worker.set_settings, settings))

    def set_model(self, model: Path) -> None:
        """Judge with another network."""
        self.set_settings(replace(self._settings, model_file=str(model)))

    def set_mirror(self, mirrored: bool) -> None:
        """Mirror the preview; recordings and snapshots stay as they are."""
        self.set_settings(replace(self._settings, mirror=mirrored))

    def set_preview_size(self, size: PreviewSize) -> None:
        """Draw for another room in the window."""
        self._command.emit(partial(self.worker.set_preview_size, size))

    def check_model(self, model: str) -> None:
        """Find out whether a network can be used; answered by `Worker.model_checked`."""
        self._command.emit(partial(self.worker.check_model, model))

    def start_recording(self) -> None:
        """Record from the next frame on."""
        self._command.emit(self.worker.start_recording)

    def stop_recording(self) -> None:
        """Finish the file."""
        self._command.emit(self.worker.stop_recording)

    def take_snapshot(self) -> None:
        """Take the newest frame; answered by `Worker.snapshot_taken`."""
        self._command.emit(self.worker.take_snapshot)

    def shutdown(self, timeout_s: float = 2.0) -> bool:
        """Finish the recording, leave the source and end the thread.

        Returns:
            Whether the thread ended in time. If not, something native hangs in it: keep this
            object until the process ends.
        """
        if not self._thread.isRunning():
            return True
        self._command.emit(self.worker.stop)
        return self._thread.wait(round(timeout_s * 1000))
