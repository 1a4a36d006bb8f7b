"""Video files as a source; no frame is dropped."""

from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any, Self

import av
from av.container import InputContainer

from maskapp.display_names import printable
from maskapp.errors import SourceError
from maskapp.pipeline.sources.av_decoding import upright_image, video_stream
from maskapp.records import Frame, SourceInfo

_FALLBACK_FPS = 25.0
_SMALLEST_STEP_S = 0.001
# FFmpeg's names of formats whose header states the duration; for others it is estimated.
_FORMATS_STATING_DURATION = ("mov,", "matroska", "avi", "flv", "asf")
_EBML_ID = b"\x1a\x45\xdf\xa3"
_SEGMENT_ID = b"\x18\x53\x80\x67"
_GIF_TRAILER = b"\x3b"


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
            self._stream = video_stream(self._container, self._name)
            self._clock = _FrameClock(self._container, self._stream)
            self._decoder = _Decoder(self._container, self._stream)
            frames = self._decoder.frames()
            first = next(frames, None)
            if first is None:
                raise SourceError(f"{self._name}: none of the video's frames can be decoded")
        except av.FFmpegError as error:
            self._container.close()
            raise SourceError(f"{self._name}: cannot be read: {error.strerror}") from error
        except SourceError:
            self._container.close()
            raise
        self._frames: Iterator[av.VideoFrame] = chain([first], frames)
        self._stored_size = (first.width, first.height)
        self._index = 0
        self._is_over = False
        self.info = self._describe(first)

    def read(self) -> Frame | None:
        """Return the next frame; None after the last one.

        Raises:
            SourceError: The file is cut short or damaged here, and cannot be read further.
        """
        if self._is_over:
            return None
        try:
            decoded = next(self._frames, None)
        except av.FFmpegError as error:
            self._is_over = True
            raise SourceError(
                f"{self._name}: cannot be read after frame {self._index}: {error.strerror}"
            ) from error
        if decoded is None:
            self._is_over = True
            self._check_end()
            return None
        frame = Frame(
            image=upright_image(decoded, *self._stored_size),
            index=self._index,
            time_s=self._clock.time_s(decoded),
        )
        self._index += 1
        return frame

    def close(self) -> None:
        """Close the file."""
        self._is_over = True
        self._container.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _describe(self, first: av.VideoFrame) -> SourceInfo:
        width, height = self._stored_size
        if first.rotation % 180:
            width, height = height, width
        return SourceInfo(
            name=self._name,
            width=width,
            height=height,
            fps=_nominal_fps(self._stream),
            frame_count=_estimated_frame_count(self._container, self._stream),
            is_live=False,
            is_stills=False,
        )

    def _check_end(self) -> None:
        """Raise if the file is cut short; report damage that did not end it as a problem."""
        if self._decoder.is_damaged_now or _is_cut_short(self._path, self._container):
            raise SourceError(
                f"{self._name}: the video is cut short or damaged at its end;"
                f" {self._index} frames of it could be read"
            )
        if self._decoder.damaged_packets:
            self.problems.append(
                f"{self._name}: the video is damaged;"
                f" packets skipped: {self._decoder.damaged_packets}"
            )
        stated_s = _stated_duration_s(self._container)
        reached_s = self._decoder.reached_s
        if stated_s is not None and stated_s - reached_s > max(1.0, 0.1 * stated_s):
            self.problems.append(
                f"{self._name}: the video ends at {reached_s:.1f} s, although its header says"
                f" {stated_s:.1f} s; the rest is missing or damaged"
            )


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
                # A repeated timestamp, or a file joined from several: continue from here.
                time_s = self._newest_s + _SMALLEST_STEP_S
                self._origin_s = stamp_s - time_s
        self._newest_s = time_s
        return time_s


def _open(path: Path, name: str) -> InputContainer:
    try:
        if path.stat().st_size == 0:
            raise SourceError(f"{name}: the file is empty (0 bytes)")
        # Without "file:", FFmpeg could take the name for a protocol or a pattern.
        return av.open(f"file:{path}", metadata_errors="replace")
    except av.error.InvalidDataError as error:
        raise SourceError(
            f"{name}: cannot be read as a video; it may be damaged, cut short or of another format"
        ) from error
    except (av.FFmpegError, OSError) as error:
        raise SourceError(f"{name}: cannot be read: {error.strerror}") from error


def _nominal_fps(stream: av.VideoStream) -> float | None:
    """Return the nominal frame rate of a stream, or FFmpeg's estimate; None if unknown."""
    rate = stream.guessed_rate or stream.average_rate
    return float(rate) if rate else None


def _stated_duration_s(container: InputContainer) -> float | None:
    if container.duration is None or not container.format.name.startswith(
        _FORMATS_STATING_DURATION
    ):
        return None
    return container.duration / 1e6


def _estimated_frame_count(container: InputContainer, stream: av.VideoStream) -> int | None:
    # Preferred to the number of stored frames, of which an edit list may hide some.
    if stream.average_rate:
        if stream.duration and stream.time_base:
            return round(stream.duration * stream.time_base * stream.average_rate)
        if container.duration:
            return round(container.duration / 1e6 * stream.average_rate)
    return stream.frames or None


def _is_cut_short(path: Path, container: InputContainer) -> bool:
    """Return whether a Matroska, WebM or GIF file is cut short, which FFmpeg does not report."""
    size = path.stat().st_size
    with path.open("rb") as file:
        if container.format.name == "gif":
            file.seek(max(0, size - 1024))
            return not file.read().rstrip(b"\0").endswith(_GIF_TRAILER)
        if container.format.name.startswith("matroska"):
            return size < _matroska_size(file.read(1024))
    return False


def _matroska_size(head: bytes) -> int:
    """Return the size in bytes that a Matroska file states, or 0 (RFC 8794, RFC 9559)."""
    if not head.startswith(_EBML_ID):
        return 0
    header_bytes, at = _ebml_size(head, len(_EBML_ID))
    at += header_bytes
    if head[at : at + len(_SEGMENT_ID)] != _SEGMENT_ID:
        return 0
    segment_bytes, at = _ebml_size(head, at + len(_SEGMENT_ID))
    return at + segment_bytes


def _ebml_size(data: bytes, at: int) -> tuple[int, int]:
    """Parse an EBML size; return it, or 0 if unknown, and the position after it."""
    width = 9 - data[at].bit_length()
    mask = (1 << 7 * width) - 1
    size = int.from_bytes(data[at : at + width]) & mask
    return (0 if size == mask else size), at + width
