"""Decoding with PyAV, shared by video files and network streams."""

import av
import numpy as np
from av.container import InputContainer
from av.stream import Disposition

from maskapp.errors import SourceError
from maskapp.records import Image


def video_stream(container: InputContainer, name: str) -> av.VideoStream:
    """Return the video stream of a container, ready to decode; cover art is ignored.

    Args:
        container: An open container.
        name: The source's name, for messages.

    Raises:
        SourceError: There is no video stream, or its codec is not supported.
    """
    for stream in container.streams.video:
        if not stream.disposition & Disposition.attached_pic:
            if stream.codec_context is None:
                raise SourceError(f"{name}: the video's codec is not supported")
            # A second thread gains little below 1080p, and the engine needs the cores.
            stream.codec_context.thread_count = 1
            return stream
    raise SourceError(f"{name}: it contains no video")


def upright_image(frame: av.VideoFrame, width: int, height: int) -> Image:
    """Return a decoded frame as an upright image of a fixed size.

    Args:
        frame: The decoded frame; its size may change in the middle of a stream.
        width: Width before the rotation, pixels.
        height: Height before the rotation, pixels.

    Returns:
        (height, width, 3), or (width, height, 3) if rotated by 90 or 270 degrees; uint8, BGR.
    """
    stored = frame.to_ndarray(format="bgr24", width=width, height=height)
    # The display matrix rotates counterclockwise, as rot90 does.
    return np.ascontiguousarray(np.rot90(stored, frame.rotation // 90), np.uint8)
