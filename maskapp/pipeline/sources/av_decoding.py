"""What video files and network streams have in common when PyAV reads them."""

import av
import numpy as np
from av.container import InputContainer
from av.stream import Disposition

from maskapp.errors import SourceError
from maskapp.records import Image


def video_stream(container: InputContainer, name: str) -> av.VideoStream:
    """The stream that shows something, set up; the cover picture of a song is none.

    Raises:
        SourceError: There is none, or its codec is unknown.
    """
    for stream in container.streams.video:
        if not stream.disposition & Disposition.attached_pic:
            if stream.codec_context is None:
                raise SourceError(f"{name}: the video's codec is not supported")
            # A second thread gains little below 1080p, and inference needs the cores.
            stream.codec_context.thread_count = 1
            return stream
    raise SourceError(f"{name}: there is no video in it")


def upright_image(frame: av.VideoFrame, width: int, height: int) -> Image:
    """A decoded frame as the camera was held, scaled if a stream changes its size.

    Args:
        frame: As decoded, lying as it was stored.
        width: Of the stored picture, before it is turned.
        height: As `width`.

    Returns:
        (height, width, 3) or, when turned by a quarter, (width, height, 3); uint8, BGR.
    """
    stored = frame.to_ndarray(format="bgr24", width=width, height=height)
    # The display matrix turns counterclockwise, as rot90 does.
    return np.ascontiguousarray(np.rot90(stored, frame.rotation // 90), np.uint8)
