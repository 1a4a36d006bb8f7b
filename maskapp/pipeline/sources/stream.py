"""Network streams: RTSP, MJPEG over HTTP and everything else that FFmpeg can read."""

import re
import time
from collections.abc import Iterator
from typing import Any

import av
from av.container import InputContainer

from maskapp.display_names import hide_secrets
from maskapp.errors import SourceError, SourceLostError
from maskapp.files.source_keys import address_key
from maskapp.pipeline.sources.av_decoding import PicturePile, has_pixels, video_stream
from maskapp.pipeline.sources.geometry import FrameGeometry
from maskapp.pipeline.sources.live_source import LiveSource
from maskapp.pipeline.sources.stream_errors import (
    HTTP_ERRORS,
    lost_reason,
    no_video_error,
    opening_error,
)
from maskapp.records import Image

_OPEN_TIMEOUT_S = 10.0
"""Time-out for an answer; some cameras send their first picture only after several seconds."""
_READ_TIMEOUT_S = 3.5
_SLOWEST_TIMEOUT_S = 15.0
"""Time-outs for the next frame: at usual rates, and where a picture comes every few seconds."""
_LONGEST_WAIT_S = 0.2
"""Time for which a frame of a recording that is not yet due is waited for at once."""
_POLL_S = 0.5
"""Time between two requests for a picture."""
_FAILED_POLLS = 3
"""Requests in a row that have to fail before a camera counts as lost."""

_OPTIONS = {
    # Over UDP, a lost packet distorts the image until the next key frame; but some cameras offer
    # nothing else.
    "rtsp_flags": "prefer_tcp",
    "analyzeduration": "1000000",  # µs
}
_RAW_OPTIONS = {"probesize": "32"}  # the format is known, and probing takes pictures

_MULTIPART = "mpjpeg"
_RAW_KINDS = {
    "mjpeg": re.compile(rb"\xff\xd8\xff"),
    "png_pipe": re.compile(rb"\x89PNG\r\n\x1a\n"),
    "webp_pipe": re.compile(rb"RIFF.{4}WEBP", re.DOTALL),
}
"""FFmpeg's readers that find pictures whatever stands between them, and how a picture begins."""
_MOST_PREAMBLE_BYTES = 65536
_WHOLE_PICTURES = ("mjpeg", "png", "webp")
"""FFmpeg's decoders of pictures that need no others."""
_WITH_DURATION = ("hls", "dash", "rtsp")
"""FFmpeg's readers that know a duration only if the server states one, which it does of recordings.
The size that they have is that of a playlist."""


def open_stream(address: str) -> LiveSource:
    """Open an http, https or rtsp address.

    Multipart streams may hold JPEG, PNG or WebP pictures. If the address is that of a recording
    whose length the server states, it is played in real time and ends like a file. If it is that of
    a single picture, the picture is requested again and again.

    Args:
        address: The address, which may contain a user name and password.

    Raises:
        SourceLostError: The server does not answer now.
        SourceError: The server denies access, or it sends no video.
    """
    scheme, _, rest = address.strip().partition("://")
    address = f"{scheme.lower()}://{rest}"  # FFmpeg knows no "RTSP"
    name = hide_secrets(address)
    return LiveSource(
        name,
        address_key(address),
        lambda: _StreamCapture(address, name),
        # FFmpeg applies its own time-outs, except while it resolves the host name; an address
        # may be opened twice.
        open_timeout_s=2 * _OPEN_TIMEOUT_S + 1.0,
        read_timeout_s=_READ_TIMEOUT_S,
        slowest_timeout_s=_SLOWEST_TIMEOUT_S,
    )


class _StreamCapture:
    """A `Capture` that uses PyAV."""

    def __init__(self, address: str, name: str) -> None:
        self._address = address
        self._name = name
        self._start_s: float | None = None
        self._has_decoded = False
        self._is_raw = False
        try:
            self._container = self._open()
        except av.FFmpegError as error:
            is_refused = isinstance(error, av.error.InvalidDataError)
            if not (is_refused and address.startswith("http")):
                raise self._opening_error(error) from None
            self._container = self._open_raw()
        try:
            self._stream = video_stream(self._container, name)
        except SourceError:
            self._container.close()
            raise
        # Not `guessed_rate`, and nothing for pictures, which have no rate: FFmpeg assumes 25.
        has_rate = self._format != _MULTIPART and self._format not in _RAW_KINDS
        rate = self._stream.average_rate if has_rate and not self._is_picture else None
        self.fps = float(rate) if rate else None

    def images(self) -> Iterator[Image | None]:
        is_recording = self._is_recording
        geometry: FrameGeometry | None = None
        frames = self._polled_frames() if self._is_picture else self._frames()
        for frame in frames:
            if frame is None or not has_pixels(frame):
                yield None
                continue
            if is_recording:
                yield from self._until_due(frame)
            if geometry is None:
                geometry = FrameGeometry(frame, self._stream.sample_aspect_ratio, self._name)
            yield geometry.upright(frame)
        if not self._has_decoded:
            raise no_video_error(self._name, self._address)
        if not is_recording:
            raise SourceLostError(f"{self._name}: the stream has ended")

    def release(self) -> None:
        self._container.close()

    @property
    def _format(self) -> str:
        return str(self._container.format.name)

    @property
    def _is_picture(self) -> bool:
        """Whether the address gives one picture for each request."""
        return not self._is_raw and (self._format == "image2" or self._format.endswith("_pipe"))

    @property
    def _sends_whole_pictures(self) -> bool:
        """Whether a live stream's pictures can each be decoded without the others."""
        is_live = not self._is_picture and not self._is_recording
        return is_live and self._stream.codec_context.name in _WHOLE_PICTURES

    @property
    def _is_recording(self) -> bool:
        """Whether the address gives a video from its beginning to its end.

        A duration alone does not tell: a live FLV states one of 0, and a live MP4 that of its first
        fragments. But no live server knows how many bytes it will send.
        """
        has_duration = (self._container.duration or 0) > 0 and not self._is_picture
        return has_duration and (self._format in _WITH_DURATION or self._container.size > 0)

    def _open(self, kind: str | None = None) -> InputContainer:
        return av.open(
            self._address,
            format=kind,
            options=_OPTIONS if kind is None else _RAW_OPTIONS,
            timeout=(_OPEN_TIMEOUT_S, _SLOWEST_TIMEOUT_S),
        )

    def _open_raw(self) -> InputContainer:
        """Look for pictures in what the server sends, whatever stands between them.

        FFmpeg's reader of multipart streams refuses much that browsers accept.
        """
        try:
            container = self._open(self._kind_of_pictures())
        except HTTP_ERRORS as error:
            raise self._opening_error(error) from None
        except av.FFmpegError:
            raise no_video_error(self._name, self._address) from None
        self._is_raw = True
        return container

    def _kind_of_pictures(self) -> str:
        """Return FFmpeg's reader for the first picture, by its content."""
        head = b""
        with self._open("data") as container:
            for packet in container.demux():
                head += bytes(packet)
                found = {kind: begin.search(head) for kind, begin in _RAW_KINDS.items()}
                places = {match.start(): kind for kind, match in found.items() if match}
                if places:
                    return places[min(places)]
                if len(head) > _MOST_PREAMBLE_BYTES:
                    break
        raise no_video_error(self._name, self._address)

    def _opening_error(self, error: av.FFmpegError) -> SourceError:
        # Raised "from None", because FFmpeg's error quotes the address with its password.
        if isinstance(error, av.error.InvalidDataError):
            return no_video_error(self._name, self._address)
        return opening_error(self._name, self._address, error, _OPEN_TIMEOUT_S)

    def _frames(self) -> Iterator[av.VideoFrame | None]:
        while True:
            try:
                yield from self._decoded()
            except av.FFmpegError as error:
                if not self._may_read_as_raw(error):
                    raise self._reading_error(error) from None
            else:
                return
            self._container.close()
            self._container = self._open_raw()
            self._stream = video_stream(self._container, self._name)

    def _may_read_as_raw(self, error: av.FFmpegError) -> bool:
        """Return whether the parts of a multipart stream have a form that FFmpeg refuses."""
        is_refused = isinstance(error, av.error.InvalidDataError) or not self._has_decoded
        is_silent = isinstance(error, av.error.ExitError)
        return self._format == _MULTIPART and is_refused and not is_silent

    def _reading_error(self, error: av.FFmpegError) -> SourceError:
        if self._format in _RAW_KINDS and not self._has_decoded:  # it found no picture
            return no_video_error(self._name, self._address)
        return SourceLostError(f"{self._name}: {lost_reason(error, _SLOWEST_TIMEOUT_S)}")

    def _decoded(self) -> Iterator[av.VideoFrame | None]:
        """Yield frames, and None for each packet without one.

        A stream may send damage or sound alone for ever: only so does the reader notice a request
        to stop.
        """
        pile, needs_no_others = PicturePile(), self._sends_whole_pictures
        for packet in pile.followed(self._container.demux()):
            # Not `stream_index`: it is 0 in all packets that flush the decoders.
            is_video = packet.stream.index == self._stream.index
            is_wanted = is_video and not (needs_no_others and pile.leaves_out())
            frames = self._decode(packet) if is_wanted else []
            self._has_decoded |= bool(frames)
            yield from frames
            if not frames:
                yield None

    def _decode(self, packet: "av.Packet[Any]") -> list[av.VideoFrame]:
        try:
            return self._stream.decode(self._picture_in(packet))
        except av.error.InvalidDataError:
            if self._format == _MULTIPART and not self._has_decoded:
                raise  # perhaps its pictures are no JPEGs, though it says so
            return []  # one damaged packet; the next one may be intact

    def _picture_in(self, packet: "av.Packet[Any]") -> "av.Packet[Any]":
        """Return the packet without what stands before its picture."""
        begin = _RAW_KINDS[self._format].search(bytes(packet)) if self._is_raw else None
        if not begin or not begin.start():
            return packet
        picture = av.Packet(bytes(packet)[begin.start() :])
        picture.is_keyframe = True  # otherwise a PNG would be added to the one before
        return picture

    def _polled_frames(self) -> Iterator[av.VideoFrame | None]:
        """Yield the first picture, then request the next ones."""
        failures = 0
        due_s = time.monotonic()
        is_open = True
        while True:
            try:
                if not is_open:
                    self._container.close()
                    self._container = self._open()
                    self._stream = video_stream(self._container, self._name)
                for frame in self._decoded():
                    if frame is not None:
                        failures = 0  # even if the server breaks off behind the picture
                    yield frame
            except av.FFmpegError as error:
                failures += 1
                if failures == _FAILED_POLLS:
                    raise SourceLostError(str(self._opening_error(error))) from None
            is_open = False
            yield None  # so that the reader notices a request to stop
            due_s = max(due_s + _POLL_S, time.monotonic())
            time.sleep(max(0.0, due_s - time.monotonic()))

    def _until_due(self, frame: av.VideoFrame) -> Iterator[None]:
        """Wait for the time of a recording's frame; yield, so that a request to stop is noticed."""
        if frame.pts is None:
            return
        if self._start_s is None:
            self._start_s = time.monotonic() - frame.time
        while (wait_s := self._start_s + frame.time - time.monotonic()) > 0:
            time.sleep(min(wait_s, _LONGEST_WAIT_S))
            yield None
