"""Which frames of the session in use recordings and clips get, and when.

A blurred frame comes half a second late, since faces of the next frames are blurred in it too.
Therefore a recording that is stopped waits for the last of its frames, but takes no newer ones.
"""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from maskapp.gui.worker.clip_control import ClipControl
from maskapp.gui.worker.recording_control import RecordingControl
from maskapp.live.session.live_frame import LiveFrame
from maskapp.live.session.recorded_images import RecordedImage, RecordedImages
from maskapp.records import SourceState

if TYPE_CHECKING:
    from maskapp.live.recording.recording_on_disk import RecordingOnDisk


class RecordedFrames:
    """The way of frames from the session to recordings and clips.

    Args:
        recording: Takes the frames from its start to its stop.
        clips: Take what they want.
    """

    def __init__(self, recording: RecordingControl, clips: ClipControl) -> None:
        self._recording = recording
        self._clips = clips
        self._images: RecordedImages | None = None
        self._is_running = False

    def begin(self, images: RecordedImages) -> None:
        """Begin with a session."""
        self._images = images

    def add(self, frame: LiveFrame, time_s: float) -> None:
        """Record the newest frame, if it is wanted, and earlier ones that waited for it."""
        assert self._images is not None
        if self._recording.is_active or self._clips.wants(time_s):
            self._write(self._images.add(frame, time_s))
        else:
            self._write(self._images.take_due())

    def start(self, create: "Callable[[], RecordingOnDisk]") -> None:
        """Record from the next frame on; those that wait now are of clips, or of others."""
        self._recording.start(create, after_s=max(self._held_s, default=float("-inf")))

    def stop(self) -> None:
        """Stop recording; the file is finished once its last frames have come, if any come."""
        self._recording.stop_after(max(self._held_s, default=float("-inf")))
        self._finish_complete()
        if not self._is_running:
            self._finish_stopped()

    def follow(self, state: SourceState) -> None:
        """Follow the source; if no frames come now, stopped recordings wait for none."""
        self._is_running = state is SourceState.RUNNING
        if not self._is_running:
            self._finish_stopped()

    def finish(self) -> None:
        """Stop recording, and give all frames that wait now: no others come to wait for."""
        self.stop()
        self._take_all()

    def _finish_stopped(self) -> None:
        if self._recording.is_waiting:
            self._take_all()

    def _take_all(self) -> None:
        if self._images is not None:
            self._write(self._images.take_all())

    @property
    def _held_s(self) -> tuple[float, ...]:
        return self._images.held_s if self._images is not None else ()

    def _write(self, images: Sequence[RecordedImage]) -> None:
        self._clips.write(images)
        for image, time_s in images:
            self._recording.write(image, time_s)
        self._finish_complete()

    def _finish_complete(self) -> None:
        self._recording.finish_before(min(self._held_s, default=float("inf")))
