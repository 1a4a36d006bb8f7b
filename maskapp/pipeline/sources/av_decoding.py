"""Decoding with PyAV, shared by video files and network streams."""

import time
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

import av
from av.container import InputContainer
from av.stream import Disposition

from maskapp.errors import SourceError
from maskapp.opencv_environment import MAX_PIXELS
from maskapp.pipeline.sources.geometry import too_large

COMMON_PIXELS = 4096 * 2304
"""The largest frames in common use, 4K; they take a moment only, so no damage makes them costly."""
LARGEST_CHANGE = 4
"""How many times as many pixels as stated a frame above `COMMON_PIXELS` may have."""

_Packet = TypeVar("_Packet")

_PERIOD_S = 1.0
_LEAST_WAITING = 0.1
"""Share of a period for which the next picture was waited for, if none pile up."""
_CAUGHT_UP_S = 0.015
"""A picture that was waited for so long was not there before. To read a large one takes less."""
_DECODED_EVERY_S = 0.5
"""Time after a picture at which the next one is decoded even if they pile up more and more."""


def video_stream(
    container: InputContainer, name: str, most_pixels: int = MAX_PIXELS
) -> av.VideoStream:
    """Return the video track that players show, ready to decode.

    That is the first one marked as the default, or the first one; cover art is ignored. Frames may
    change their size, but to one far beyond what the track states only by damage, which would
    cost gigabytes and seconds a frame: the decoder refuses these, as it does damaged packets.

    Args:
        container: An open container.
        name: The source's name, for messages.
        most_pixels: The largest frames that it can hold, at most `MAX_PIXELS`.

    Raises:
        SourceError: There is no video track, its codec is not supported, or it is too large.
    """
    tracks = video_tracks(container)
    if not tracks:
        raise SourceError(f"{name}: it contains no video")
    defaults = [track for track in tracks if track.disposition & Disposition.default]
    stream = (defaults or tracks)[0]
    context = stream.codec_context
    if context is None:
        raise SourceError(f"{name}: the video's codec is not supported")
    stated_pixels = context.width * context.height
    if stated_pixels > MAX_PIXELS:
        raise too_large(name, context.width, context.height)
    if stated_pixels > most_pixels:
        raise SourceError(
            f"{name}: it states frames of {context.width} × {context.height} pixels, which it"
            " cannot hold; it is damaged"
        )
    if stated_pixels:
        likely_pixels = max(COMMON_PIXELS, LARGEST_CHANGE * stated_pixels)
        most_pixels = min(most_pixels, likely_pixels)
    context.options = {"max_pixels": str(most_pixels)}
    # A second thread gains little below 1080p, and the engine needs the cores.
    context.thread_count = 1
    return stream


def video_tracks(container: InputContainer) -> list[av.VideoStream]:
    """Return the video tracks of a container, without cover art."""
    return [
        stream
        for stream in container.streams.video
        if not stream.disposition & Disposition.attached_pic
    ]


def has_pixels(frame: av.VideoFrame) -> bool:
    """Return whether a frame has a size; damaged ones may have none, and cannot be converted."""
    return frame.width > 0 and frame.height > 0


class PicturePile:
    """Tells which pictures of a live stream to leave out, as more come than can be decoded.

    Who keeps up with a camera waits for its pictures. Otherwise they pile up in the system's
    buffers, and each is shown later than the one before, by many seconds in the end.

    Args:
        clock: Monotonic time in seconds. On Windows, `time.monotonic` may be as coarse as the
            waits.
    """

    def __init__(self, clock: Callable[[], float] = time.perf_counter) -> None:
        self._clock = clock
        self._begun_s = clock()
        self._decoded_s = float("-inf")
        self._waited_s = 0.0
        self._is_behind = self._decodes = False

    def followed(self, packets: Iterable[_Packet]) -> Iterator[_Packet]:
        """Yield the packets, and note how long each was waited for."""
        asked_s = self._clock()
        for packet in packets:
            now_s = self._clock()
            self._note(now_s - asked_s, now_s)
            self._decodes = False
            yield packet
            asked_s = self._clock()
            if self._decodes:
                self._decoded_s = asked_s

    def leaves_out(self) -> bool:
        """Return whether the picture that has just come is left out; if not, it is decoded."""
        # Counted from the end of the last one, which may have taken longer than that.
        self._decodes = not self._is_behind or self._clock() - self._decoded_s >= _DECODED_EVERY_S
        return not self._decodes

    def _note(self, waited_s: float, now_s: float) -> None:
        self._waited_s += waited_s
        passed_s = now_s - self._begun_s
        if passed_s >= _PERIOD_S:
            self._is_behind = self._waited_s < _LEAST_WAITING * passed_s
        elif self._is_behind and waited_s >= _CAUGHT_UP_S:
            self._is_behind = False
        else:
            return
        self._begun_s, self._waited_s = now_s, 0.0
