"""Network streams: RTSP, MJPEG over HTTP and everything else that FFmpeg can read."""

import errno
import time
from collections.abc import Iterator

import av

from maskapp.display_names import hide_secrets
from maskapp.errors import SourceError, SourceLostError
from maskapp.pipeline.sources.av_decoding import video_stream, with_pixels
from maskapp.pipeline.sources.geometry import FrameGeometry
from maskapp.pipeline.sources.live_source import LiveSource
from maskapp.records import Image

_CONNECT_TIMEOUT_S = 4.0
# FFmpeg holds back the last RTSP frame for one time-out, so silence is noticed only after two.
_READ_TIMEOUT_S = 2.5
_OPTIONS = {
    # Over UDP, a lost packet distorts the image until the next key frame.
    "rtsp_transport": "tcp",
    "analyzeduration": "1000000",  # µs
}


def open_stream(address: str) -> LiveSource:
    """Open an http, https or rtsp address.

    If the address is that of a recording, it is played in real time and ends like a file.

    Args:
        address: The address, which may contain a user name and password.

    Raises:
        SourceError: The server does not answer or denies access, or it sends no video.
    """
    name = hide_secrets(address)
    return LiveSource(
        name,
        lambda: _StreamCapture(address, name),
        # FFmpeg applies its own time-outs, except while it resolves the host name.
        open_timeout_s=_CONNECT_TIMEOUT_S + _READ_TIMEOUT_S + 1.0,
        read_timeout_s=_READ_TIMEOUT_S + 1.0,
    )


class _StreamCapture:
    """A `Capture` that uses PyAV."""

    def __init__(self, address: str, name: str) -> None:
        self._name = name
        try:
            self._container = av.open(
                address, options=_OPTIONS, timeout=(_CONNECT_TIMEOUT_S, _READ_TIMEOUT_S)
            )
        except av.FFmpegError as error:
            # "from None", because the error quotes the address with its password.
            raise SourceError(f"{name}: cannot be opened: {_reason(error)}") from None
        try:
            self._stream = video_stream(self._container, name)
        except SourceError:
            self._container.close()
            raise
        self._start_s: float | None = None
        # Not `guessed_rate`: for MJPEG, which has none, FFmpeg assumes 25.
        rate = self._stream.average_rate
        self.fps = float(rate) if rate else None

    def images(self) -> Iterator[Image | None]:
        is_recording = self._container.duration is not None
        geometry: FrameGeometry | None = None
        for frame in with_pixels(self._frames()):
            if is_recording:
                self._wait_until_due(frame)
            if geometry is None:
                geometry = FrameGeometry(frame, self._stream.sample_aspect_ratio, self._name)
            yield geometry.upright(frame)
        if not is_recording:
            raise SourceLostError(f"{self._name}: the stream has ended")

    def release(self) -> None:
        self._container.close()

    def _frames(self) -> Iterator[av.VideoFrame]:
        try:
            for packet in self._container.demux(self._stream):
                try:
                    yield from self._stream.decode(packet)
                except av.error.InvalidDataError:
                    continue  # one damaged packet; the next one may be intact
        except av.FFmpegError as error:
            raise SourceLostError(f"{self._name}: {_lost_reason(error)}") from None

    def _wait_until_due(self, frame: av.VideoFrame) -> None:
        if frame.pts is None:
            return
        if self._start_s is None:
            self._start_s = time.monotonic() - frame.time
        time.sleep(max(0.0, self._start_s + frame.time - time.monotonic()))


def _reason(error: av.FFmpegError) -> str:
    match error:
        case av.error.HTTPUnauthorizedError() | av.error.HTTPForbiddenError():
            return "the server requires a valid user name and password (http://user:password@…)"
        case av.error.ExitError():
            return f"no answer within {_CONNECT_TIMEOUT_S:g} s"
        case av.error.InvalidDataError():
            return "it does not send video, or does not answer"
        case OSError(errno=errno.EIO):
            return "there is no such host, or it does not send video"
        case _:
            return error.strerror or type(error).__name__


def _lost_reason(error: av.FFmpegError) -> str:
    match error:
        case av.error.ExitError():
            return f"no frame arrived for {_READ_TIMEOUT_S:g} s; check its power or network"
        case _:
            return f"the connection was lost ({error.strerror})"
