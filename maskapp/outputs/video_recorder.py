"""Recording of images with timestamps as H.264 video that stays readable after a crash."""

import contextlib
import math
from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import Self, cast

import av
from av.container import OutputContainer
from av.video.codeccontext import VideoCodecContext
from av.video.frame import PictureType
from av.video.reformatter import ColorRange, Colorspace
from av.video.stream import VideoStream

from maskapp.errors import OutputError
from maskapp.files.private_files import file_identity, open_alone, output_error
from maskapp.outputs.mp4_boxes import cut_after_last_fragment
from maskapp.outputs.video_frames import as_video_frame
from maskapp.records import Image

_CONTAINER_OPTIONS = {
    # MP4 is written in fragments, which survive a crash; closing converts them into an ordinary
    # MP4. A fragment is written when the first frame after its duration arrives, so a crash loses
    # less than that duration and one frame: under half a second, or one frame of a slow source.
    # A frame's duration has 31 bits: 24 days of milliseconds, but only 6 hours of our ticks.
    ".mp4": {
        "movflags": "hybrid_fragmented",
        "frag_duration": "200000",
        "flush_packets": "1",
        "video_track_timescale": "1000",
    },
    ".mkv": {"cluster_time_limit": "200", "flush_packets": "1"},
}
ENCODER = "libx264"
# Recording shares two cores with detection. Per frame, `ultrafast` takes a third to a half of the
# time of `veryfast`, and on noisy camera images its files are less than 1.5 times as large.
# Without `zerolatency`, it would keep each frame until the next one arrives.
ENCODER_OPTIONS = {
    "preset": "ultrafast",
    "tune": "zerolatency",
    "crf": "23",
    "forced-idr": "1",
}
_ENCODER_THREADS = 2

TICKS_PER_S = 90_000
TIME_BASE = Fraction(1, TICKS_PER_S)
_MIN_STEP_TICKS = TICKS_PER_S // 1000  # files store times in milliseconds
_MAX_STEP_TICKS = 20 * 86_400 * TICKS_PER_S  # an MP4 file holds no frame that lasts much longer
_RESTART_TICKS = TICKS_PER_S  # a clock that steps back by more than this has been restarted
_KEY_FRAME_TICKS = 2 * TICKS_PER_S
_DEFAULT_FPS = 30.0


class Recorder:
    """A writer of images with timestamps to a video file. Use it from one thread at a time.

    The file is opened immediately, so that a bad path is an error before anything is recorded.
    It is overwritten by the first image; without images, no new file is left behind. The first
    image sets the size of the video, rounded up to even numbers by repeating the last column
    and row. Images of another size are scaled to fit, with black bars. Only the user can read
    the file.

    Attributes:
        path: The video file, absolute.
        frames: Number of images written so far.
        is_complete: Whether the file was finished, with all of them.
    """

    def __init__(self, path: Path, nominal_fps: float | None = None) -> None:
        """Open the file.

        Args:
            path: Ends in `.mp4` or `.mkv`; an existing file is overwritten.
            nominal_fps: The expected frame rate. Only a hint: timestamps are not changed.

        Raises:
            OutputError: The file cannot be written, its format is unknown, or another program
                writes to it.
        """
        self.path = path.absolute()
        self.frames = 0
        self.is_complete = False
        self._fps = _usable_fps(nominal_fps)
        self._frame_ticks = round(TICKS_PER_S / self._fps)
        self._container: OutputContainer | None = None
        self._closed = False
        self._origin_s = 0.0
        self._last_pts = 0
        self._last_key_pts = 0
        if self.path.suffix.lower() not in _CONTAINER_OPTIONS:
            raise OutputError(f"Cannot record to {path}: the name must end in .mp4 or .mkv")
        if ENCODER not in av.codecs_available:
            raise OutputError("Cannot record: this build of PyAV has no H.264 encoder (libx264)")
        self._held = open_alone(self.path)
        self._identity = file_identity(self.path)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def duration_s(self) -> float:
        """Duration of the video in seconds."""
        return (self._last_pts + self._frame_ticks) / TICKS_PER_S if self.frames else 0.0

    @property
    def size_bytes(self) -> int:
        """Current size of the file; 0 if it is gone."""
        try:
            return self.path.stat().st_size
        except OSError:
            return 0

    @property
    def is_on_disk(self) -> bool:
        """Whether the file is still there, on a disk that responds."""
        return self._identity is not None and file_identity(self.path) == self._identity

    def require_on_disk(self) -> None:
        """Check that the file is still there.

        Raises:
            OutputError: It is not.
        """
        if not self.is_on_disk:
            raise OutputError(
                f"The recording {self.path} was removed while it was being written, or its disk was"
                " disconnected"
            )

    def write(self, image: Image, time_s: float) -> None:
        """Append an image.

        Args:
            image: (height, width, 3), uint8, BGR; any size.
            time_s: Timestamp in seconds of the source's clock; the first one becomes 0. An
                equal or slightly earlier time is moved to 1 ms after the previous one. If the
                clock restarts or leaps by weeks, the video continues one frame later.

        Raises:
            OutputError: The disk is full or fails, or the recording is closed. The images
                written before stay playable.
        """
        if self._closed:
            raise OutputError(f"Cannot write {self.path}: the recording is closed")
        try:
            if self._container is None:
                self._start(image)
            self._encode(image, self._next_pts(time_s))
        except av.FFmpegError as error:
            self._abandon()
            raise _as_output_error(self.path, error) from error
        self.frames += 1

    def close(self) -> None:
        """Finish the file; does nothing if it is already closed.

        Raises:
            OutputError: The file could not be finished, but stays playable except for its last
                half second; or it was removed during the recording.
        """
        if self._closed:
            return
        self._closed = True
        try:
            if self._container is None:
                self._remove_empty()
            else:
                self._finish(self._container)
        finally:
            self._held.close()

    def is_playable(self) -> bool:
        """Return whether the file can be played, at least from its start.

        Call it when the recording has ended, possibly with an error.
        """
        try:
            with av.open(str(self.path)) as container:
                return next(container.decode(video=0), None) is not None
        except (av.FFmpegError, OSError, IndexError):  # IndexError: it has no video
            return False

    def _finish(self, container: OutputContainer) -> None:
        try:
            try:
                container.mux(self._stream.encode())
            finally:
                container.close()
        except av.FFmpegError as error:
            self._cut()
            raise _as_output_error(self.path, error) from error
        self.require_on_disk()
        self.is_complete = True

    def _abandon(self) -> None:
        self._closed = True
        if self._container is not None:
            # On a full disk, closing fails again for the same reason.
            with contextlib.suppress(av.FFmpegError):
                self._container.close()
            self._cut()
        self._remove_empty()
        self._held.close()

    def _cut(self) -> None:
        """Remove the piece of a frame that the disk still took."""
        if self.path.suffix.lower() == ".mp4" and self.is_on_disk:
            with contextlib.suppress(OutputError):  # it can be played up to there all the same
                cut_after_last_fragment(self.path)

    def _remove_empty(self) -> None:
        if self.is_on_disk and self.size_bytes == 0:
            self._held.close()  # Windows would not remove it
            with contextlib.suppress(OSError):  # an empty file does no harm
                self.path.unlink()

    def _start(self, image: Image) -> None:
        height, width = image.shape[:2]
        self._width, self._height = width + width % 2, height + height % 2
        self._container = av.open(
            str(self.path), "w", container_options=_CONTAINER_OPTIONS[self.path.suffix.lower()]
        )
        rate = Fraction(self._fps).limit_denominator(1001)
        stream = self._container.add_stream(ENCODER, rate=rate, options=ENCODER_OPTIONS)
        self._stream = cast(VideoStream, stream)
        set_up_encoder(self._stream.codec_context, self._width, self._height)

    def _next_pts(self, time_s: float) -> int:
        if self.frames == 0:
            self._origin_s = time_s
            return 0
        pts = round((time_s - self._origin_s) * TICKS_PER_S)
        if not -_RESTART_TICKS <= pts - self._last_pts <= _MAX_STEP_TICKS:
            pts = self._last_pts + self._frame_ticks
            self._origin_s = time_s - pts / TICKS_PER_S
        return max(pts, self._last_pts + _MIN_STEP_TICKS)

    def _encode(self, image: Image, pts: int) -> None:
        assert self._container is not None
        frame = as_video_frame(image, self._width, self._height)
        frame.pts, frame.time_base, frame.duration = pts, TIME_BASE, self._frame_ticks
        if pts - self._last_key_pts >= _KEY_FRAME_TICKS:
            frame.pict_type = PictureType.I
            self._last_key_pts = pts
        self._last_pts = pts
        self._container.mux(self._stream.encode(frame))


def set_up_encoder(codec: VideoCodecContext, width: int, height: int) -> None:
    """Set the form of the video that an encoder writes, which are even numbers of pixels."""
    codec.width, codec.height, codec.pix_fmt = width, height, "yuv420p"
    codec.time_base = TIME_BASE
    codec.color_range, codec.colorspace = ColorRange.MPEG, Colorspace.SMPTE170M
    # Slice threads: frame threads would delay one frame each.
    codec.thread_type, codec.thread_count = "SLICE", _ENCODER_THREADS


def _usable_fps(nominal_fps: float | None) -> float:
    # Drivers and files state impossible rates (0, 90000, NaN) for an unknown one.
    if nominal_fps is None or not math.isfinite(nominal_fps) or not 1 <= nominal_fps <= 240:
        return _DEFAULT_FPS
    return nominal_fps


def _as_output_error(path: Path, error: av.FFmpegError) -> OutputError:
    return output_error(path, OSError(error.errno, error.strerror))
