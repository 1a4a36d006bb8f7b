"""Decoding with PyAV, shared by video files and network streams."""

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
