"""Video files as a source; no frame is dropped."""

import errno
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any, Self

import av
from av.container import InputContainer

from maskapp.display_names import printable
from maskapp.errors import SourceError
from maskapp.files.source_keys import path_key
from maskapp.pipeline.sources.av_decoding import has_pixels, video_stream, video_tracks
from maskapp.pipeline.sources.geometry import FrameGeometry
from maskapp.pipeline.sources.video_checks import (
    gap_message,
    is_cut_short,
    most_pixels,
    stated_duration_s,
    unread_message,
)
from maskapp.records import Frame, SourceInfo

_FALLBACK_FPS = 25.0
_SMALLEST_STEP_S = 0.001
_LARGEST_DISORDER_S = 0.5
"""Times that decrease by more belong to another part of a file that was joined from several."""
_DISK_ERRORS = (
    *(errno.EACCES, errno.EPERM, errno.EIO, errno.ENODEV, errno.ENXIO, errno.ESTALE),
    *(errno.ETIMEDOUT, errno.EMFILE, errno.ENFILE, errno.EFBIG, errno.EOVERFLOW),
)
"""What the system says about the file; all else is FFmpeg's opinion about its content, such as
"Cannot allocate memory" for a size that is damaged."""


class VideoFileSource:
    """The frames of a video file, with the times stated in the file.

    Damaged parts are skipped and reported in `problems`. If the file is cut short or damaged
    at its end, `read` raises `SourceError` after the last frame.

    Args:
        path: The file.

    Raises:
        SourceError: The file cannot be opened, or none of its frames can be decoded.
    """

    dropped = 0

    def __init__(self, path: Path) -> None:
        self.problems: list[str] = []
        self._path = path
        self._name = printable(path.name)
        self._container = _open(path, self._name)
        try:
            self._stream = video_stream(
                self._container, self._name, most_pixels(path, self._container.format.name)
            )
            self._clock = _FrameClock(self._container, self._stream)
            self._decoder = _Decoder(self._container, self._stream)
            frames = filter(has_pixels, self._decoder.frames())
            first = next(frames, None)
            if first is None:
                raise SourceError(f"{self._name}: none of the video's frames can be decoded")
            self._geometry = FrameGeometry(first, self._stream.sample_aspect_ratio, self._name)
        except av.FFmpegError as error:
            self._container.close()
            raise _unreadable(self._name, error) from error
        except SourceError:
            self._container.close()
            raise
        except OSError as error:
            self._container.close()
            raise SourceError(f"{self._name}: cannot be read: {error.strerror}") from error
        self._frames: Iterator[av.VideoFrame] = chain([first], frames)
        self._index = 0
        self._times_s: list[float] = []
        self._is_over = False
        self.info = self._describe()

    def read(self) -> Frame | None:
        """Return the next frame; None after the last one.

        Raises:
            SourceError: The file is cut short or damaged here, and cannot be read further.
        """
        if self._is_over:
            return None
        try:
            frame = self._next_frame()
        except av.FFmpegError as error:
            self._is_over = True
            reason = error.strerror if error.errno in _DISK_ERRORS else "it is damaged"
            raise SourceError(
                f"{self._name}: cannot be read after frame {self._index}: {reason}"
            ) from error
        if frame is None:
            self._is_over = True
            self._check_end()
        return frame

    def close(self) -> None:
        """Close the file."""
        self._is_over = True
        self._container.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _next_frame(self) -> Frame | None:
        decoded = next(self._frames, None)
        if decoded is None:
            return None
        time_s = self._clock.time_s(decoded)
        frame = Frame(self._geometry.upright(decoded), self._index, time_s)
        self._index += 1
        self._times_s.append(time_s)
        return frame

    def _describe(self) -> SourceInfo:
        return SourceInfo(
            name=self._name,
            width=self._geometry.width,
            height=self._geometry.height,
            fps=_nominal_fps(self._stream),
            frame_count=_estimated_frame_count(self._container, self._stream),
            is_live=False,
            is_stills=False,
            key=path_key(self._path),
        )

    def _check_end(self) -> None:
        """Raise if the file is cut short; report damage that did not end it as a problem."""
        try:
            is_short = is_cut_short(self._path, self._container.format.name)
        except OSError:
            self.problems.append(f"{self._name}: the file is no longer there; it was read before")
            is_short = False
        if self._decoder.is_damaged_now or is_short:
            raise SourceError(
                f"{self._name}: the video is cut short or damaged at its end;"
                f" {self._index} frames of it could be read"
            )
        self.problems += [f"{self._name}: {clause}" for clause in self._damage()]

    def _damage(self) -> Iterator[str]:
        """Yield clauses about damage in the middle and about what is missing."""
        if self._decoder.damaged_packets:
            yield f"the video is damaged; packets skipped: {self._decoder.damaged_packets}"
        stated_s = stated_duration_s(self._container)
        reached_s = self._decoder.reached_s
        tracks = len(video_tracks(self._container))
        if stated_s is not None and stated_s - reached_s > max(1.0, 0.1 * stated_s):
            yield (
                f"the video ends at {reached_s:.1f} s, although its header says {stated_s:.1f} s;"
                " the rest is missing or damaged"
            )
        elif clause := unread_message(self._stated_frames(), self._index):
            yield f"its index is damaged; {clause}"
        elif self._container.format.name != "gif" and (clause := gap_message(self._times_s)):
            yield clause
        if tracks > 1:
            yield f"it has {tracks} video tracks, of which only the default one was read"

    def _stated_frames(self) -> int:
        """Return the number of frames by the file's index, without those an edit list hides."""
        if self._container.format.name == "avi":
            return 0  # it counts empty ones, which repeat the frame before
        estimated = _estimated_frame_count(self._container, self._stream)
        return min(self._stream.frames, estimated or 0)


class _Decoder:
    """A decoder of one video stream that skips and counts damaged packets.

    Attributes:
        damaged_packets: Number of damaged packets so far.
        reached_s: Latest end time of a packet of any stream, measured from the start of the file.
    """

    def __init__(self, container: InputContainer, stream: av.VideoStream) -> None:
        self.damaged_packets = 0
        self.reached_s = 0.0
        self._container = container
        self._stream = stream
        self._is_packet_damaged = False
        self._is_frame_damaged = False

    @property
    def is_damaged_now(self) -> bool:
        """Whether the latest packet or frame was damaged."""
        return self._is_packet_damaged or self._is_frame_damaged

    def frames(self) -> Iterator[av.VideoFrame]:
        """Yield all frames that can be decoded, in presentation order."""
        for packet in self._container.demux():
            self._note_end(packet)
            # Not `stream_index`: it is 0 in all packets that flush the decoders.
            if packet.stream.index != self._stream.index:
                continue
            for frame in self._decode(packet):
                self._is_frame_damaged = frame.is_corrupt
                yield frame

    def _decode(self, packet: "av.Packet[Any]") -> list[av.VideoFrame]:
        is_flush = packet.size == 0
        is_damaged = packet.is_corrupt
        frames: list[av.VideoFrame] = []
        try:
            frames = self._stream.decode(packet)
        except av.FFmpegError:
            is_damaged = True
        self.damaged_packets += is_damaged or any(frame.is_corrupt for frame in frames)
        if not is_flush:
            self._is_packet_damaged = is_damaged
        return frames

    def _note_end(self, packet: "av.Packet[Any]") -> None:
        if packet.pts is not None and packet.time_base is not None:
            end_s = float((packet.pts + (packet.duration or 0)) * packet.time_base)
            self.reached_s = max(self.reached_s, end_s - (self._container.start_time or 0) / 1e6)


class _FrameClock:
    """The times of frames: those stated in the file, starting at 0 and always increasing."""

    def __init__(self, container: InputContainer, stream: av.VideoStream) -> None:
        # AVI stores no presentation times; with B-frames, FFmpeg's estimates can decrease.
        self._uses_dts = container.format.name == "avi"
        self._time_base = stream.time_base
        self._frame_s = 1.0 / (_nominal_fps(stream) or _FALLBACK_FPS)
        self._origin_s: float | None = None
        self._newest_s: float | None = None

    def time_s(self, frame: av.VideoFrame) -> float:
        """Return the frame's time in seconds; call this once per frame, in order."""
        stamp = frame.dts if self._uses_dts else frame.pts
        time_s = 0.0 if self._newest_s is None else self._newest_s + self._frame_s
        if stamp is not None and self._time_base is not None:
            stamp_s = float(stamp * self._time_base)
            if self._origin_s is None:
                self._origin_s = stamp_s - time_s
            time_s = stamp_s - self._origin_s
            if self._newest_s is not None and time_s <= self._newest_s:
                is_other_part = self._newest_s - time_s > _LARGEST_DISORDER_S
                time_s = self._newest_s + _SMALLEST_STEP_S
                if is_other_part:  # otherwise a repeated time, and the next ones are right again
                    self._origin_s = stamp_s - time_s
        self._newest_s = time_s
        return time_s


def _open(path: Path, name: str) -> InputContainer:
    try:
        if path.stat().st_size == 0:
            raise SourceError(f"{name}: the file is empty (0 bytes)")
        # Without "file:", FFmpeg could take the name for a protocol or a pattern.
        return av.open(f"file:{path}", metadata_errors="replace")
    except av.FFmpegError as error:
        raise _unreadable(name, error) from error
    except OSError as error:
        raise SourceError(f"{name}: cannot be read: {error.strerror}") from error


def _unreadable(name: str, error: av.FFmpegError) -> SourceError:
    if error.errno in _DISK_ERRORS:
        return SourceError(f"{name}: cannot be read: {error.strerror}")
    return SourceError(
        f"{name}: cannot be read as a video; it may be damaged, cut short or of another format"
    )


def _nominal_fps(stream: av.VideoStream) -> float | None:
    """Return the nominal frame rate of a stream, or FFmpeg's estimate; None if unknown."""
    rate = stream.guessed_rate or stream.average_rate
    return float(rate) if rate else None


def _estimated_frame_count(container: InputContainer, stream: av.VideoStream) -> int | None:
    # Preferred to the number of stored frames, of which an edit list may hide some.
    if stream.average_rate:
        if stream.duration and stream.time_base:
            return round(stream.duration * stream.time_base * stream.average_rate)
        if container.duration:
            return round(container.duration / 1e6 * stream.average_rate)
    return stream.frames or None
